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
        Assert.True((await desk.FindAsync(s_caller, decision.Id)).Judged);
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
        Assert.False(recent.Judge("d0"));
        Assert.True(recent.Judge("d1"));
        Assert.False(recent.Judge("d1"));
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
                Interlocked.Add(ref judged, recent.Judge($"d{round}") ? 1 : 0);
            });

            Assert.Equal(1, judged);
        }
    }

    private static DecisionNote Note(string id) => new(
        new RouteDecision
        {
            Id = id,
            Route = "r",
            Revision = 1,
            Prefer = Contracts.Catalog.Prefer.Balanced,
            Balance = Contracts.Catalog.Balance.LeastLoad,
            Candidates = [.. Enumerable.Range(0, 20).Select(i => new Candidate { Endpoint = $"e{i}", Model = "m" })],
            Eligible = 20,
            Deadline = TimeSpan.FromSeconds(1),
        },
        "acme",
        null,
        "m",
        "e0");
}
