using Mesh.Contracts.Cluster;
using Mesh.Grains.Draining;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Gauges;
using Mesh.Testing.Engines;
using Mesh.Testing.Wire;

namespace Mesh.Grains.Tests.Workers;

/// <summary>What a worker tells of an engine over the engine's life, over real sockets and by a clock that only the test moves.</summary>
public sealed class WatchedEngineTests
{
    [Fact]
    public async Task Place_WhereNobodyListens_TellsNothingUntilSomebodyDoes()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        engine.Kill();
        using var place = new EnginePlace(engine.Root);
        await place.LookForAsync(3);
        Assert.Null(place.Report);

        engine.Restart();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal(EngineState.Ready, place.State);
    }

    [Fact]
    public async Task Engine_ThatIsKilled_IsGoneByTheNextLookAndComesBackByItself()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        var epoch = place.Report!.Epoch;

        engine.Kill();
        await place.LookForAsync(0.1);
        Assert.Equal((EngineState.Gone, "refuses connections", "m"), (place.State, place.Report.Reason, place.Report.Models[0].Name));
        Assert.Equal((null, null, null), (place.Report.Waiting, place.Report.Running, place.Report.CacheUse));
        Assert.Empty(place.Engine.Last!.Missing);

        engine.Restart();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal(EngineState.Ready, place.State);
        Assert.NotEqual(epoch, place.Report.Epoch);
        Assert.Equal(engine.StartedAt.ToUnixTimeMilliseconds(), place.Report.Epoch, 10.0);
    }

    // Without gauges the death is seen by the next question how it is.
    [Theory]
    [InlineData(FakeEngineKind.Ollama)]
    [InlineData(FakeEngineKind.Plain)]
    public async Task Engine_WithoutGauges_IsGoneWithinHalfASecondAndAnotherWhenItComesBack(FakeEngineKind kind)
    {
        await using var engine = new FakeEngine(kind, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        var epoch = place.Report!.Epoch;

        engine.Kill();
        await place.LookForAsync(WatchedEngine.HealthPause.TotalSeconds);
        Assert.Equal(EngineState.Gone, place.State);
        engine.Restart();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal(EngineState.Ready, place.State);
        Assert.True(place.Report.Epoch > epoch);
    }

    [Fact]
    public async Task Engine_ThatStartsAgainBetweenTwoLooks_WarmsAndIsAnother()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        var epoch = place.Report!.Epoch;
        await Wait.UntilAsync(() => DateTimeOffset.UtcNow - engine.StartedAt > TimeSpan.FromMilliseconds(50), "its clock shows another time");

        engine.Restart();
        await place.LookForAsync(0.1);
        Assert.Equal((EngineState.Warming, "has just come"), (place.State, place.Report.Reason));
        Assert.NotEqual(epoch, place.Report.Epoch);
        await place.LookForAsync(0.1);

        Assert.Equal(EngineState.Ready, place.State);
    }

    [Fact]
    public async Task Engine_ThatTellsNoStartTime_IsAnotherWhenItsCountersBeginAnew()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Sglang, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        await place.LookForAsync(0.1);
        var epoch = place.Report!.Epoch;

        // Measuring it has made its counters rise.
        Assert.True(engine.Load.PromptTokens > 0);
        engine.Restart();
        await place.LookForAsync(0.2);

        Assert.Equal(EngineState.Ready, place.State);
        Assert.NotEqual(epoch, place.Report.Epoch);
    }

    [Theory]
    [InlineData(FakeEngineKind.LlamaCpp)]
    [InlineData(FakeEngineKind.Sglang)]
    public async Task Engine_ThatListensWhileItLoads_IsWarmingUntilItHasLoaded(FakeEngineKind kind)
    {
        await using var engine = new FakeEngine(kind, ["m"]);
        engine.BeginLoading();
        using var place = new EnginePlace(engine.Root);
        await place.LookForAsync(3);
        Assert.Equal((EngineState.Warming, "loads its model"), (place.State, place.Report!.Reason));

        engine.EndLoading();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal((EngineState.Ready, "m"), (place.State, place.Report.Models[0].Name));
    }

    [Theory]
    [InlineData(FakeEngineKind.Ollama)]
    [InlineData(FakeEngineKind.Plain)]
    public async Task Engine_WithoutModels_IsJoiningUntilItHasSome(FakeEngineKind kind)
    {
        await using var engine = new FakeEngine(kind, ["m"]);
        engine.BeginLoading();
        using var place = new EnginePlace(engine.Root);
        await place.LookForAsync(3);
        Assert.Equal((EngineState.Joining, "lists no model"), (place.State, place.Report!.Reason));

        engine.EndLoading();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal(EngineState.Ready, place.State);
    }

    [Fact]
    public async Task Engine_ThatHangs_IsGoneAfterThreeLooksAndTheSameWhenItSpeaksAgain()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        var epoch = place.Report!.Epoch;

        engine.Upstream.Pause();
        place.Time.Advance(WatchedEngine.HealthPause);
        for (var i = 1; i < EngineStanding.MostSilences; i++)
        {
            await place.LookInVainAsync();
            Assert.Equal(EngineState.Ready, place.State);
        }

        await place.LookInVainAsync();
        Assert.Equal((EngineState.Gone, "says nothing for 1 s"), (place.State, place.Report.Reason));
        engine.Upstream.Resume();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal((EngineState.Ready, epoch), (place.State, place.Report.Epoch));
    }

    [Fact]
    public async Task Place_WhereSomethingHangsFromTheStart_TellsNothingUntilItSpeaks()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        engine.Upstream.Pause();
        using var place = new EnginePlace(engine.Root);
        await place.LookInVainAsync();
        Assert.Null(place.Report);

        // An engine that has just come may be slow to speak: it is looked at again soon.
        engine.Upstream.Resume();
        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal(EngineState.Ready, place.State);
    }

    [Fact]
    public async Task Place_WhereSomethingElseAnswers_IsLookedAtMoreAndMoreSeldom()
    {
        var looks = 0;
        await using var other = new WireServer((request, _) =>
        {
            looks += request.Path == "/version" ? 1 : 0;
            return ValueTask.FromResult(new WireAnswer([new WireStep.Send(WireHttp.Whole(404, "text/plain", "no"u8.ToArray()))]));
        });
        using var place = new EnginePlace(other.Root);

        await place.LookForAsync(60);

        // At 0, 1, 3, 7, 15 s and every ten from then on.
        Assert.Equal((9, null), (looks, place.Report));
    }

    [Theory]
    [InlineData(FakeEngineMetrics.Garbage)]
    [InlineData(FakeEngineMetrics.Huge)]
    [InlineData(FakeEngineMetrics.Off)]
    public async Task Engine_WhoseMetricsAreNone_ServesAndSaysWhatIsMissing(FakeEngineMetrics metrics)
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]) { Metrics = metrics };
        using var place = new EnginePlace(engine.Root);

        await place.LookAsync();

        Assert.Equal((EngineState.Ready, null, null), (place.State, place.Report!.Waiting, place.Report.CacheUse));
        Assert.Contains(GaugeMeaning.Waiting, place.Engine.Last!.Missing);
        Assert.Contains(GaugeMeaning.StartTime, place.Engine.Last.Missing);
        Assert.Null(place.Engine.Last.QueueSeconds);
    }

    [Fact]
    public async Task Engine_WhoseMetricsHang_StaysReadyAndIsNotAskedForThemEachTime()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();

        engine.Metrics = FakeEngineMetrics.Silent;
        place.Time.Advance(WatchedEngine.GaugePause);
        await place.LookInVainAsync();
        await place.LookForAsync(0.5);

        Assert.Equal((EngineState.Ready, null), (place.State, place.Report!.Waiting));
        engine.Metrics = FakeEngineMetrics.Today;
        await place.LookForAsync(WatchedEngine.FactsPause.TotalSeconds);
        Assert.Equal(0, place.Report.Waiting);
    }

    [Fact]
    public async Task Models_ThatChangeWhileItRuns_AreTold()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        var epoch = place.Report!.Epoch;

        engine.Models = ["m", "m-adapter"];
        await place.LookForAsync(WatchedEngine.FactsPause.TotalSeconds);

        Assert.Equal(["m", "m-adapter"], place.Report.Models.Select(m => m.Name));
        Assert.Equal((EngineState.Ready, epoch), (place.State, place.Report.Epoch));
    }

    [Fact]
    public async Task Version_ThatIsAnother_IsAnotherProcess()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Ollama, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        var epoch = place.Report!.Epoch;

        engine.Version = "0.99.0";
        await place.LookForAsync(WatchedEngine.FactsPause.TotalSeconds);

        Assert.True(place.Report.Epoch > epoch);
    }

    [Fact]
    public async Task Place_WhereAnotherKindComes_IsAnotherEngine()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        engine.Kill();
        await place.LookForAsync(0.2);
        await using var other = new FakeEngine(FakeEngineKind.Ollama, ["n"], engine.Upstream.Server.Port);

        await place.LookForAsync(WatchedEngine.JoiningPause.TotalSeconds);

        Assert.Equal(($"ollama-{other.Upstream.Server.Port}", EngineState.Ready, "n"), (place.Report!.Engine, place.State, place.Report.Models[0].Name));
    }

    [Fact]
    public async Task Worker_ThatDrains_SaysSoOfEveryEngineThatIsNotGone()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();

        place.Silo.MoveTo(SiloPhase.Notice);
        Assert.Equal(EngineState.Draining, place.State);
        engine.Kill();
        await place.LookForAsync(0.1);

        Assert.Equal(EngineState.Gone, place.State);
    }

    [Fact]
    public async Task Report_OfAnIdleEngine_StaysTheSameRow()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        using var place = new EnginePlace(engine.Root);
        await place.LookAsync();
        await place.LookForAsync(0.2);
        var first = place.Report;

        await place.LookForAsync(25);

        Assert.Equal(first, place.Report);
        using var one = place.Gates.TryEnter(first!.Engine, null);
        Assert.Equal(first with { InFlight = 1 }, place.Report);
    }
}
