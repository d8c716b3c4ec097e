using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Mesh.Routing.Quality;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Router;

[Collection(Clusters.Name)]
public sealed class DecisionDeskTests
{
    private static readonly CallerIdentity s_caller = new("k", "acme", "web", []);
    private static readonly DecisionFeedback s_feedback = new(1, "code", DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Feedback_AtAnotherSilo_CountsOnceAndReachesEveryMatrix()
    {
        await using var mesh = await MeshCluster.StartAsync(2, """
            providers:
              p: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
            models:
              m: { quality: { code: 0.9 } }
            endpoints:
              m-api: { provider: p, model: m }
            """);
        var (here, there) = (mesh.Silos[0], mesh.Silos[1]);
        var router = mesh.Service<MeshRouter>(here);
        var query = new RouteQuery { Target = "m", Task = "code", Caller = new RouteCaller("acme", "web", "k") };
        var decision = router.Decide(query);
        router.Served(decision, query, "m", "m-api");
        var desk = mesh.Service<DecisionDesk>(there);

        Assert.Equal(("code", "m"), await desk.JudgeAsync(s_caller, decision.Id, 0, null));
        Assert.Null(await mesh.Service<DecisionDesk>(here).JudgeAsync(s_caller, decision.Id, 0, null));
        var said = (await desk.FindAsync(s_caller, decision.Id)).Feedback!;
        Assert.Equal((0, "code"), (said.Score, said.Task));
        var other = await Assert.ThrowsAsync<MeshException>(() => desk.FindAsync(s_caller with { Tenant = "other" }, decision.Id));
        Assert.Equal("decision_not_found", other.Error.Reason);
        var model = mesh.Service<CatalogView>(here).Current.Document.Models[0];
        foreach (var silo in mesh.Silos)
        {
            var matrix = mesh.Service<CapabilityMatrix>(silo);
            await Wait.UntilAsync(() => Math.Abs(matrix.Estimate(model, "code", new Dictionary<string, string>()).Mean - (0.9 * 20 / 21)) < 1e-3, "the outcome is known", 30);
        }
    }

    [Fact]
    public async Task Outcome_AskedForAtAnotherSilo_IsThatOfTheOneThatDecided()
    {
        await using var mesh = await MeshCluster.StartAsync(2);
        var router = mesh.Service<MeshRouter>(mesh.Silos[0]);
        var query = new RouteQuery { Target = "m", Caller = new RouteCaller("acme", "web", "k") };
        var decision = Decision("d1", 20);
        router.Served(decision, query, "m", "e19").Ended("m", "e19", new DecisionOutcome { CostUsd = 0.5m, Duration = TimeSpan.FromSeconds(2), Attempts = 2, Failed = [new FailedCandidate("e0", "endpoint_full")] });
        router.Unserved(Decision("d2", 1), query, new DecisionOutcome { Error = "no_capacity" });

        var desk = mesh.Service<DecisionDesk>(mesh.Silos[1]);
        var note = await desk.FindAsync(s_caller, "d1");

        Assert.Equal((0.5m, 2, "endpoint_full"), (note.Outcome!.CostUsd, note.Outcome.Attempts, note.Outcome.Failed[0].Reason));
        Assert.Equal(20 - RecentDecisions.MostCandidates, note.Omitted);
        Assert.Equal("e19", note.Decision.Candidates[^1].Endpoint);
        Assert.Equal("no_capacity", (await desk.FindAsync(s_caller, "d2")).Outcome!.Error);
        await Assert.ThrowsAsync<MeshException>(() => desk.FindAsync(s_caller with { Tenant = "other" }, "d2"));
        Assert.Null(await desk.JudgeAsync(s_caller, "d2", 1, "code"));
    }

    [Fact]
    public void Decisions_BeyondTheBound_ForgetTheOldest()
    {
        var recent = new RecentDecisions();
        for (var i = 0; i <= RecentDecisions.Most; i++)
        {
            recent.Add(Note($"d{i}"));
        }

        Assert.Equal(RecentDecisions.Most, recent.Count);
        Assert.Null(recent.Find("d0"));
        Assert.Equal(RecentDecisions.MostCandidates, recent.Find("d1")!.Decision.Candidates.Count);
        Assert.False(recent.Judge("d0", s_feedback));
        Assert.True(recent.Judge("d1", s_feedback));
        Assert.False(recent.Judge("d1", s_feedback));
        Assert.Equal(s_feedback, recent.Find("d1")!.Feedback);
    }

    [Fact]
    public void Decisions_ThatNobodyAnswered_LeaveTheOthersAlone()
    {
        var recent = new RecentDecisions();
        recent.Add(Note("served"));
        for (var i = 0; i <= RecentDecisions.MostUnserved; i++)
        {
            recent.Add(Note($"d{i}") with { Model = null, Endpoint = null });
        }

        Assert.NotNull(recent.Find("served"));
        Assert.Null(recent.Find("d0"));
        Assert.NotNull(recent.Find("d1"));
        Assert.Equal(RecentDecisions.MostUnserved + 1, recent.Count);
    }

    [Fact]
    public void Tenants_OfTheDecisions_AreToldApart()
    {
        var recent = new RecentDecisions();
        recent.Add(Note("d0"));
        Assert.False(recent.HasOthersThan("acme"));
        Assert.True(recent.HasOthersThan("other"));
    }

    [Fact]
    public void Decision_JudgedByManyAtOnce_IsJudgedOnce()
    {
        var recent = new RecentDecisions();
        for (var round = 0; round < 200; round++)
        {
            recent.Add(Note($"d{round}"));
            var judged = 0;
            Parallel.For(0, 8, _ =>
            {
                recent.Add(Note("other"));
                Interlocked.Add(ref judged, recent.Judge($"d{round}", s_feedback) ? 1 : 0);
            });

            Assert.Equal(1, judged);
        }
    }

    private static DecisionNote Note(string id) => new(Decision(id, 20), "acme", null, "m", "e0");

    private static RouteDecision Decision(string id, int candidates) => new()
    {
        Id = id,
        Route = "r",
        Revision = 1,
        Prefer = Contracts.Catalog.Prefer.Balanced,
        Balance = Contracts.Catalog.Balance.LeastLoad,
        Candidates = [.. Enumerable.Range(0, candidates).Select(i => new Candidate { Endpoint = $"e{i}", Model = "m" })],
        Eligible = candidates,
        Deadline = TimeSpan.FromSeconds(1),
    };
}
