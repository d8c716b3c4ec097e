using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Measuring;
using Mesh.Testing.Engines;
using Mesh.Testing.Faults;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Workers.Measuring;

public sealed class EngineSpeedTests : IDisposable
{
    private static readonly MeasuredStack s_stack = new("vllm", "1", "m", "1 x NVIDIA L4");
    private readonly FakeTimeProvider _time = new();
    private readonly MeasuredSpeeds _known = new();
    private readonly EngineClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Speed_OfTheSameStack_IsRememberedOverAStart()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        var speed = Speed();
        Assert.True(speed.Wants(s_stack));
        await MeasureAsync(speed, engine);
        Assert.NotNull(speed.Current);

        speed.Renew();

        Assert.Null(speed.Current);
        Assert.False(speed.Wants(s_stack));
        Assert.NotNull(speed.Current);
        Assert.True(Speed().Wants(s_stack with { Version = "2" }));
        Assert.True(Speed().Wants(s_stack with { Model = "n" }));
        Assert.True(Speed().Wants(s_stack with { Accelerator = null }));
    }

    [Fact]
    public async Task Engine_ThatNeverAnswersAsItShould_IsAskedAFewTimesOnly()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        engine.Upstream.Faults["*"] = FaultMix.Always(Fault.Status500);
        var speed = Speed();
        var attempts = 0;
        for (var second = 0; second < 1_000; second++)
        {
            if (speed.Wants(s_stack))
            {
                attempts++;
                await MeasureAsync(speed, engine);
                Assert.False(speed.Wants(s_stack));
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(EngineSpeed.MostAttempts, attempts);
    }

    [Fact]
    public void Speeds_MoreThanAreRemembered_AreForgotten()
    {
        for (var i = 0; i < MeasuredSpeeds.Most + 10; i++)
        {
            _known.Keep(s_stack with { Model = $"m{i}" }, new MeasuredSpeed(i, null));
        }

        Assert.Equal(MeasuredSpeeds.Most, Enumerable.Range(0, MeasuredSpeeds.Most + 10).Count(i => _known.Find(s_stack with { Model = $"m{i}" }) is not null));
    }

    private EngineSpeed Speed() => new(new SpeedMeasure(new Random(1).NextDouble, _time), _known, _time);

    private Task MeasureAsync(EngineSpeed speed, FakeEngine engine) =>
        speed.MeasureAsync(new EngineConnection(new Uri(engine.Root), _client, _time), new EngineModel("m"), _ => Task.FromResult(true), CancellationToken.None);
}
