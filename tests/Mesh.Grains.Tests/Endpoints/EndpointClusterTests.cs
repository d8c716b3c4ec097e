using Mesh.Client.Orleans;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Tests.Hosting;

namespace Mesh.Grains.Tests.Endpoints;

[Collection(Clusters.Name)]
public sealed class EndpointClusterTests : IAsyncLifetime
{
    private const int Limit = 5;
    private MeshCluster _mesh = null!;

    public async Task InitializeAsync() =>
        _mesh = await MeshCluster.StartAsync(catalog: TestCatalog.Text(limits: $", limits: {{ concurrency: {Limit} }}"));

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Shares_OfTwoSilos_AddUpToTheLimitAndBothGetSome()
    {
        // Longer than a lease, so that both silos have renewed.
        var most = 0;
        for (var look = 0; look < 40; look++)
        {
            most = Math.Max(most, (await _mesh.Client.GetEndpoint("m-api").DescribeAsync()).Shares.Values.Sum());
            await Task.Delay(100);
        }

        Assert.InRange(most, 1, Limit);
        await Wait.UntilAsync(() => Shares().Order().SequenceEqual([2, 3]), "the whole limit is shared", seconds: 60);
    }

    [Fact]
    public async Task CoolDown_ToldToTheGrain_ClosesTheGatesOfBothSilos()
    {
        // Not by entering: who looks again and again would take the places that it looks for.
        await Wait.UntilAsync(() => Gates().All(g => g.Stats.Circuit.State == CircuitState.Closed) && Shares().All(s => s > 0), "both gates open");
        await _mesh.Client.GetEndpoint("m-api").CoolDownAsync(TimeSpan.FromSeconds(60));
        await _mesh.Client.GetEndpoint("m-api").CoolDownAsync(TimeSpan.FromSeconds(1));

        await Wait.UntilAsync(() => Gates().All(g => g.TryEnter(out _, out _) == GateRefusal.Unhealthy), "both gates closed");
        var stats = await _mesh.Client.GetRouter().StatsAsync();
        Assert.Equal(CircuitState.Open, stats.Endpoints[0].Circuit);
        Assert.InRange((await _mesh.Client.GetEndpoint("m-api").DescribeAsync()).CoolingFor.TotalSeconds, 20, 60);
    }

    [Fact]
    public async Task CoolDown_OfAnHour_IsCutToFiveMinutes()
    {
        await _mesh.Client.GetEndpoint("m-api").CoolDownAsync(TimeSpan.FromHours(1));

        Assert.InRange((await _mesh.Client.GetEndpoint("m-api").DescribeAsync()).CoolingFor.TotalSeconds, 200, 300);
    }

    [Fact]
    public async Task Share_OfAKilledSilo_GoesToTheOneThatIsLeft()
    {
        await Wait.UntilAsync(() => Shares().Sum() == Limit && Shares().All(s => s > 0), "both have a share", seconds: 60);
        await _mesh.Cluster.KillSiloAsync(_mesh.Silos[1]);

        await Wait.UntilAsync(() => Shares() is [Limit], "the one that is left has all of it", seconds: 90);
    }

    [Fact]
    public async Task Limit_TakenOutOfTheCatalogue_IsLifted()
    {
        await Wait.UntilAsync(() => Shares().All(s => s > 0), "both have a share", seconds: 60);
        await _mesh.EditAsync(TestCatalog.Text());

        await Wait.UntilAsync(() => Gates().All(g => g.Stats.ConcurrencyLimit is null), "no limit at either gate");
    }

    // A silo that adopted a revision first asks a grain whose silo has not: no limit at all would be the worst answer.
    [Fact]
    public async Task Lease_OfAnEndpointThatTheGrainDoesNotKnowYet_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<MeshException>(() => _mesh.Client.GetEndpoint("later").LeaseAsync("silo", EndpointDemand.None));

        Assert.Equal((MeshErrorCode.Unavailable, "endpoint_unknown"), (refused.Error.Code, refused.Error.Reason));
    }

    [Fact]
    public async Task RatesOfAMinute_OfTwoSilos_AddUpToTheLimitAndFollowTheDemand()
    {
        await _mesh.EditAsync(TestCatalog.Text(limits: ", limits: { rpm: 600, tpm: 60000 }"));
        await Wait.UntilAsync(() => Rates().Sum() is > 599.9 and < 600.1 && Rates().All(r => r > 100), "the whole rate is shared", seconds: 60);

        var busy = Gates()[0];
        var (over, longest) = (0, 0);
        await Wait.UntilAsync(
            () =>
            {
                busy.TryEnter(out _, out _);
                busy.Stats.Leave();

                // A process that stands still for as long as a lease lasts: one silo is given the other's part before that one hears of it.
                over = Rates().Sum() > 600.1 ? over + 1 : 0;
                longest = Math.Max(longest, over);
                return Rates()[0] > 450;
            },
            "the busy silo has most of it",
            seconds: 60);

        // Kept for as long as a lease runs it would be three times that.
        Assert.InRange(longest, 0, 100);
        Assert.InRange((await _mesh.Client.GetEndpoint("m-api").DescribeAsync()).Requests.Values.Sum(), 0, 600.1);
    }

    private double[] Rates() => [.. Gates().Select(g => g.Stats.Limiter.Read().Requests?.PerMinute ?? 0)];

    private EndpointGate[] Gates() => [.. _mesh.Silos.Select(s => _mesh.Service<EndpointGates>(s)["m-api"])];

    private int[] Shares() => [.. Gates().Select(g => g.Stats.ConcurrencyLimit ?? 0)];
}
