using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Engines;
using Mesh.Routing.Health;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Tests.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Engines;

public sealed class EngineRankingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, EndpointStats> _stats = [];
    private readonly LiveEngine _a = new(Report("a"));
    private readonly LiveEngine _b = new(Report("b"));

    [Theory]
    [InlineData(EngineState.Gone, Exclusion.Gone)]
    [InlineData(EngineState.Draining, Exclusion.Draining)]
    [InlineData(EngineState.Warming, Exclusion.NotReady)]
    [InlineData(EngineState.Joining, Exclusion.NotReady)]
    public void Decide_EngineThatIsNotReady_IsLeftOutWithItsReason(EngineState state, Exclusion reason)
    {
        var view = View();
        _a.Take(Report("a") with { State = state });

        var decision = Decide(view);

        Assert.Equal(("m@b", 1), (decision.Candidates[0].Endpoint, decision.Eligible));
        Assert.Equal(reason, decision.Candidates[1].Excluded);
    }

    [Fact]
    public void Decide_AllEnginesGone_SaysSoOfEachAtOnce()
    {
        var view = View();
        _a.Lose();
        _b.Take(Report("b") with { State = EngineState.Gone });

        var error = Router.NoCandidate(Decide(view)).Error;

        Assert.Equal((MeshErrorCode.NoCapacity, "overloaded"), (error.Code, error.Reason));
        Assert.Equal(["m@a: its node or engine is gone", "m@b: its node or engine is gone"], error.Attempts.Order());
    }

    // Of two engines one is out on statistics when the other one's process goes: it is better than none.
    [Fact]
    public void Decide_TheOtherEngineGone_AsksTheEjectedOneAfterAll()
    {
        var view = View();
        view.Endpoints["m@a"].Stats.Circuit.Open();
        Assert.Equal((1, Exclusion.Unhealthy), (Decide(view).Eligible, Decide(view).Candidates[1].Excluded));

        _b.Lose();

        Assert.Equal(("m@a", true), (Decide(view).Candidates[0].Endpoint, Decide(view).Candidates[0].Suspect));
    }

    [Fact]
    public void Decide_TheOnlyEngineThatIsThere_IsNotEjected()
    {
        var view = View();
        _b.Lose();

        view.Endpoints["m@a"].Stats.Circuit.Open();

        Assert.Equal(("m@a", true), (Decide(view).Candidates[0].Endpoint, Decide(view).Candidates[0].Suspect));
        _b.Take(Report("b"));
        Assert.Equal(["m@b", "m@a"], Decide(view).Candidates.Select(c => c.Endpoint));
        Assert.Equal(2, Decide(view).Eligible);
    }

    [Fact]
    public void Decide_SilentNode_IsAskedLast()
    {
        var view = View();
        _a.IsSuspect = true;
        view.Endpoints["m@b"].Stats.PeersInFlight = 50;

        var decision = Decide(view);

        Assert.Equal(["m@b", "m@a"], decision.Candidates.Select(c => c.Endpoint));
        Assert.True(decision.Candidates[1].Suspect);
    }

    [Fact]
    public void Decide_LoadOfTheOtherSilos_CountsOnceBesideTheOwn()
    {
        var view = View();
        view.Endpoints["m@a"].Stats.PeersInFlight = 6;
        view.Endpoints["m@b"].Stats.PeersInFlight = 2;
        Enumerable.Range(0, 3).ToList().ForEach(_ => view.Endpoints["m@b"].Stats.TryEnter());

        var decision = Decide(view);

        Assert.Equal([("m@b", 5.0 / 8), ("m@a", 6.0 / 8)], decision.Candidates.Select(c => (c.Endpoint, c.Load)));
    }

    // The circuit opened while the engine was away: its return counts, and failures of before do not.
    [Fact]
    public void Return_OfAnEngine_BeginsSlowlyAndWithoutASecondTrip()
    {
        var view = View();
        var circuit = view.Endpoints["m@a"].Stats.Circuit;
        var late = circuit.Begin(trial: false, isStream: true);
        for (var i = 0; i < Circuit.FailuresToOpen; i++)
        {
            circuit.Fail(circuit.Begin(trial: false, isStream: true), CircuitCause.Unreachable);
        }

        Assert.False(circuit.Admits);
        circuit.StartAnew();
        circuit.Fail(late, CircuitCause.Unreachable);

        Assert.Equal((CircuitState.Closed, 0.1), (circuit.State, circuit.Standing.Share));
        Assert.InRange(Share(view, "m@a"), 0.02, 0.12);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(Share(view, "m@a"), 0.18, 0.32);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(Share(view, "m@a"), 0.42, 0.58);
    }

    [Fact]
    public void Returns_AreCountedForAnotherProcessAndAfterANodeWasLost()
    {
        _a.Take(Report("a") with { Waiting = 3 });
        Assert.Equal(0, _a.Returns);
        _a.Take(Report("a") with { Epoch = 2 });
        Assert.Equal(1, _a.Returns);
        _a.Lose();
        _a.Take(Report("a") with { Epoch = 2 });
        Assert.Equal(2, _a.Returns);
    }

    private static EngineReport Report(string node) => new()
    {
        Node = node,
        Engine = "e1",
        State = EngineState.Ready,
        Epoch = 1,
        Concurrency = 8,
        Relay = "https://10.0.0.7:8093",
        Models = [new EngineModel("m")],
    };

    private static RouteDecision Decide(MeshView view, Func<double>? draw = null) => Router.Decide(view, MeshBuilder.Query("m"), draw ?? (() => 0.5), "d");

    private static double Share(MeshView view, string endpoint)
    {
        var random = new Random(7);
        return Enumerable.Range(0, 2000).Count(_ => Decide(view, random.NextDouble).Candidates[0].Endpoint == endpoint) / 2000.0;
    }

    private MeshView View() => MeshView.Build(
        1,
        new CatalogDocument
        {
            Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
            Models = [new ModelEntry { Name = "m" }],
            Endpoints = [new EndpointEntry { Name = "m", Provider = "p", Model = "m", UpstreamModel = "m", Node = "*" }],
        },
        name => _stats.TryGetValue(name, out var known) ? known : _stats[name] = new EndpointStats(name, new Circuit(_time), _time),
        [_a, _b]);
}
