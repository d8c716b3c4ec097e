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
        await using var mesh = await MeshCluster.StartAsync(2, TestCatalog.Judged());
        var (here, there) = (mesh.Silos[0], mesh.Silos[1]);
        var router = mesh.Service<MeshRouter>(here);
        var query = new RouteQuery { Target = "m", Task = "code", Caller = new RouteCaller("acme", "web", "k") };
        var decision = router.Decide(query);
        router.Served(decision, query, "m", "m-api");
        var desk = mesh.Service<DecisionDesk>(there);

        // What is said is counted within two seconds or not at all, and a grain has to be there for that.
        await mesh.Client.GetGrain<IQualityGrain>(IQualityGrain.Key).ReadAsync(0);
        Assert.Equal(("code", "m"), await Located.AskAsync(() => desk.JudgeAsync(s_caller, decision.Id, 0, null)));
        Assert.Null(await mesh.Service<DecisionDesk>(here).JudgeAsync(s_caller, decision.Id, 0, null));
        var said = (await Located.AskAsync(() => desk.FindAsync(s_caller, decision.Id))).Feedback!;
        Assert.Equal((0, "code"), (said.Score, said.Task));
        var other = await Assert.ThrowsAsync<MeshException>(() => Located.AskAsync(() => desk.FindAsync(s_caller with { Tenant = "other" }, decision.Id)));
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
        var decision = Decisions.Made(1, 20);
        router.Served(decision, query, "m", "e19").Ended("m", "e19", new DecisionOutcome { CostUsd = 0.5m, Duration = TimeSpan.FromSeconds(2), Attempts = 2, Failed = [new FailedCandidate("e0", "endpoint_full")] });
        router.Unserved(Decisions.Made(2, 1), query, new DecisionOutcome { Error = "no_capacity" });

        var desk = mesh.Service<DecisionDesk>(mesh.Silos[1]);
        var note = await Located.AskAsync(() => desk.FindAsync(s_caller, Decisions.Id(1)));

        Assert.Equal((0.5m, 2, "endpoint_full"), (note.Outcome!.CostUsd, note.Outcome.Attempts, note.Outcome.Failed[0].Reason));
        Assert.Equal(20 - RecentDecisions.MostCandidates, note.Omitted);
        Assert.Equal("e19", note.Decision.Candidates[^1].Endpoint);
        Assert.Equal("no_capacity", (await Located.AskAsync(() => desk.FindAsync(s_caller, Decisions.Id(2)))).Outcome!.Error);
        await Assert.ThrowsAsync<MeshException>(() => Located.AskAsync(() => desk.FindAsync(s_caller with { Tenant = "other" }, Decisions.Id(2))));
        Assert.Null(await Located.AskAsync(() => desk.JudgeAsync(s_caller, Decisions.Id(2), 1, "code")));
    }

    [Fact]
    public async Task Feedback_OnAPlanThatHasNotEnded_IsToBeSaidAgain()
    {
        await using var mesh = await MeshCluster.StartAsync(1);
        var router = mesh.Service<MeshRouter>(mesh.Silos[0]);
        var decision = Decisions.Made(1, 1) with { Source = AnswerSource.Plan };
        var served = router.Served(decision, new RouteQuery { Target = "m", Task = "code", Caller = new RouteCaller("acme", "web", "k") }, "m", "e0");
        var desk = mesh.Service<DecisionDesk>(mesh.Silos[0]);

        var early = await Assert.ThrowsAsync<MeshException>(() => desk.JudgeAsync(s_caller, decision.Id, 1, null));
        served.Ended("m", "e0", new DecisionOutcome { Attempts = 1 });

        Assert.Equal((MeshErrorCode.Unavailable, "decision_under_way"), (early.Error.Code, early.Error.Reason));
        Assert.Equal(("code", "m"), await desk.JudgeAsync(s_caller, decision.Id, 1, null));
    }
}
