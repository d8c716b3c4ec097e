using Mesh.Contracts.Cluster;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Measuring;
using Mesh.Testing.Engines;
using Mesh.Testing.Faults;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Workers.Measuring;

public sealed class SpeedMeasureTests : IDisposable
{
    // Slow enough that a busy machine's delays do not matter beside them.
    private static readonly FakeEngineSpeed s_slow = new() { PrefillTokensPerSecond = 2_000, Step = TimeSpan.FromMilliseconds(10), Stream = TimeSpan.Zero };
    private readonly EngineClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Speed_OfAnIdleEngine_IsTheTruth()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"], speed: s_slow);

        var speed = await MeasureTruthAsync(engine);

        // A busy machine makes it seem slower, never much faster.
        Assert.InRange(speed!.PrefillTokensPerSecond!.Value, 200, 2_400);
        Assert.InRange(speed.TokenSeconds!.Value, 0.009, 0.5);
    }

    [Fact]
    public async Task Prompts_OfTheMeasure_AreKnownToNoCache()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"], speed: s_slow);

        await MeasureAsync(engine);
        var second = await MeasureTruthAsync(engine, seed: 2);

        Assert.InRange(second!.PrefillTokensPerSecond!.Value, 200, 2_400);
    }

    [Fact]
    public async Task Prompts_OfAModelWithASmallWindow_FitIntoHalfOfIt()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"], speed: FakeEngineSpeed.Large);

        await MeasureAsync(engine, contextTokens: 300, time: new FakeTimeProvider());

        // Four short ones to begin with, one of 64 answer tokens, one to guess and three to measure.
        Assert.Equal((16 * 5) + (150 * 4), engine.Load.PromptTokens);
    }

    [Fact]
    public async Task Engine_ThatIsBusyMeanwhile_IsLeftAlone()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        var asked = 0;

        var speed = await MeasureAsync(engine, isIdle: () => ++asked <= 2);

        Assert.Null(speed);
        Assert.Equal(2, engine.Upstream.Counts.Requests);
    }

    [Theory]
    [InlineData(Fault.Status500)]
    [InlineData(Fault.ResetBeforeHeaders)]
    [InlineData(Fault.HtmlPage)]
    public async Task Engine_ThatDoesNotAnswerAsItShould_HasNoSpeed(Fault fault)
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        engine.Upstream.Faults["*"] = FaultMix.Always(fault);

        var speed = await MeasureAsync(engine);

        Assert.Null(speed?.PrefillTokensPerSecond);
    }

    [Fact]
    public async Task Engine_ThatIsKilledMeanwhile_IsSeenToBeGone()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        engine.Kill();

        var fault = await Assert.ThrowsAsync<EngineException>(() => MeasureAsync(engine));

        Assert.Equal(EngineFault.Refused, fault.Fault);
    }

    [Fact]
    public async Task Engine_ThatTakesTooLong_HasNoSpeedOnceTheBudgetIsSpent()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        engine.Upstream.Faults["*"] = FaultMix.Always(Fault.SilentBeforeHeaders);
        var time = new FakeTimeProvider();
        var measuring = new SpeedMeasure(new Random(1).NextDouble, time).MeasureAsync(new EngineConnection(new Uri(engine.Root), _client, time), "m", null, _ => Task.FromResult(true), CancellationToken.None);
        await Wait.UntilAsync(() => engine.Upstream.Counts.Requests == 1, "it is asked", seconds: 30);

        time.Advance(SpeedMeasure.Budget);

        Assert.Null(await measuring.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(1, engine.Upstream.Counts.Requests);
    }

    // A machine that stands still amid a measure spends its budget, or makes the engine seem slow or its prompts equally long: such a measure is made again, of other prompts.
    private async Task<MeasuredSpeed?> MeasureTruthAsync(FakeEngine engine, int seed = 1)
    {
        for (var tries = 1; ; tries++)
        {
            var speed = await MeasureAsync(engine, seed: seed + tries - 1);
            if (tries == 10 || speed is { PrefillTokensPerSecond: >= 200 and <= 2_400, TokenSeconds: >= 0.009 and <= 0.5 })
            {
                return speed;
            }
        }
    }

    private Task<MeasuredSpeed?> MeasureAsync(FakeEngine engine, int? contextTokens = 32_768, Func<bool>? isIdle = null, int seed = 1, TimeProvider? time = null) =>
        new SpeedMeasure(new Random(seed).NextDouble, time ?? TimeProvider.System).MeasureAsync(
            new EngineConnection(new Uri(engine.Root), _client, time ?? TimeProvider.System), "m", contextTokens, _ => Task.FromResult(isIdle?.Invoke() ?? true), CancellationToken.None);
}
