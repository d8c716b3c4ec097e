using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Contracts.Spending;
using Mesh.Grains.Access;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Mesh.Routing.Spending;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Spending;

[Collection(Clusters.Name)]
public sealed class SpendClusterTests
{
    private const string Catalog = """
        providers:
          p: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          dear: { quality: { chat: 0.9 } }
          cheap: { quality: { chat: 0.5 } }
        endpoints:
          dear-api: { provider: p, model: dear }
          cheap-api: { provider: p, model: cheap }
        routes:
          r:
            candidates: [dear, cheap]
            prefer: best
            rules: [{ name: saving, when: spend.month > 500, then: { only: [cheap] } }]
        """;

    [Fact]
    public async Task Spend_OfOneSilo_MovesTheRulesOfAnother()
    {
        await using var cluster = await ClockedCluster.StartAsync(2, Catalog);
        var (here, there) = (cluster.Mesh.Silos[0], cluster.Mesh.Silos[1]);
        Assert.Equal(["dear", "cheap"], Models(cluster.Mesh, there, "acme"));

        cluster.Mesh.Service<TenantSpend>(here).Add("acme", 501);
        var took = await PacedAsync(cluster, () => Models(cluster.Mesh, there, "acme") is ["cheap"], "the other silo knows", TimeSpan.FromSeconds(60));

        Assert.InRange(took.TotalSeconds, 1, 25);
        Assert.Equal(["dear", "cheap"], Models(cluster.Mesh, there, "other"));
        var decision = Decide(cluster.Mesh, there, "acme");
        Assert.Equal(["r/saving"], decision.RuleNames);
        Assert.Equal(["spend.month=501"], decision.Signals);
    }

    // A store that fails loses nothing and counts nothing twice.
    [Fact]
    public async Task Spend_ToldWhileTheStoreFails_IsToldAgainAndCountsOnce()
    {
        await using var cluster = await ClockedCluster.StartAsync(1, Catalog);
        var spend = cluster.Mesh.Service<TenantSpend>(cluster.Mesh.Silos[0]);
        cluster.Mesh.StorageFails = true;
        spend.Add("acme", 2);
        await cluster.RunAsync(TenantSpend.Fresh + TimeSpan.FromSeconds(3));
        spend.Add("acme", 3);
        Assert.Equal(["acme"], spend.Due());

        cluster.Mesh.StorageFails = false;
        await cluster.UntilAsync(() => spend.Due(all: true).Count == 0, "all is told", TimeSpan.FromMinutes(10));

        Assert.Equal((5, 5), (spend.Day("acme"), spend.Month("acme")));
        Assert.Equal(5_000_000_000, (await BookAsync(cluster)).DayNanoUsd);
    }

    [Fact]
    public async Task Spend_OfASiloThatStops_IsToldBefore()
    {
        await using var cluster = await ClockedCluster.StartAsync(2, Catalog);
        var stops = cluster.Mesh.Silos[1];
        cluster.Mesh.Service<TenantSpend>(stops).Add("acme", 4);

        var stopping = cluster.Mesh.Cluster.StopSiloAsync(stops);
        await PacedAsync(cluster, () => stopping.IsCompleted, "it has stopped", TimeSpan.FromMinutes(10), pause: ClockedCluster.Step);
        await stopping;

        Assert.Equal(4_000_000_000, (await BookAsync(cluster)).DayNanoUsd);
    }

    // Whose clock is ahead has the next day first; what it was just told must not be gone for it until the grain's clock gets there.
    [Fact]
    public async Task Spend_OfASiloWhoseDayIsAnother_IsToldByThatDay()
    {
        await using var cluster = await ClockedCluster.StartAsync(1, Catalog);
        var tomorrow = cluster.Mesh.Service<TenantSpend>(cluster.Mesh.Silos[0]).Today.AddDays(1);

        var totals = await BookAsync(cluster, new SpendBooking("ahead", 1, [new DaySpend(tomorrow, 5)]), daysAhead: 1);

        Assert.Equal(new SpendTotals(tomorrow, 5, 5), totals);
        Assert.Equal(0, (await BookAsync(cluster)).DayNanoUsd);
    }

    [Fact]
    public async Task Grain_OfATenant_IsReachedForThatTenantAlone()
    {
        await using var cluster = await ClockedCluster.StartAsync(1, Catalog);

        var error = await Assert.ThrowsAsync<MeshException>(() => cluster.Mesh.Client.GetGrain<ISpendGrain>(new TenantKey("acme", ISpendGrain.Key).ToString()).BookAsync(new SpendBooking("s", 1, []), default));

        Assert.Equal("tenant_mismatch", error.Error.Reason);
    }

    // Not as fast as it can: what a thread has yet to begin when the machine takes it away is not waited for by the clock, and here it has few seconds.
    private static async Task<TimeSpan> PacedAsync(ClockedCluster cluster, Func<bool> condition, string what, TimeSpan within, TimeSpan? pause = null)
    {
        var took = TimeSpan.Zero;
        for (; !condition(); took += ClockedCluster.Step)
        {
            Assert.True(took < within, $"not within {within.TotalSeconds} s: {what}");
            await cluster.RunAsync(ClockedCluster.Step);
            await Task.Delay(pause ?? TimeSpan.FromMilliseconds(4));
        }

        return took;
    }

    private static Task<SpendTotals> BookAsync(ClockedCluster cluster, SpendBooking? booking = null, int daysAhead = 0)
    {
        var silo = cluster.Mesh.Silos[0];
        var today = cluster.Mesh.Service<TenantSpend>(silo).Today.AddDays(daysAhead);
        return cluster.Mesh.Service<TenantGrains>(silo)
            .CallAsync<ISpendGrain, SpendTotals>(new TenantKey("acme", ISpendGrain.Key), ISpendGrain.Key, g => g.BookAsync(booking ?? new SpendBooking("test", 0, []), today));
    }

    private static string[] Models(MeshCluster mesh, InProcessSiloHandle silo, string tenant)
    {
        var decision = Decide(mesh, silo, tenant);
        return [.. decision.Candidates.Take(decision.Eligible).Select(c => c.Model)];
    }

    private static RouteDecision Decide(MeshCluster mesh, InProcessSiloHandle silo, string tenant) =>
        mesh.Service<MeshRouter>(silo).Decide(new RouteQuery { Target = "r", Caller = new RouteCaller(tenant, "web", "k") });
}
