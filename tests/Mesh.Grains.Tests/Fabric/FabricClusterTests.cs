using System.Diagnostics;
using Mesh.Client.Orleans;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Workers;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Fabric;

/// <summary>Three silos, on the node of each of which a test may put an engine.</summary>
[Collection(Clusters.Name)]
public sealed class FabricClusterTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Catalog = """
        providers:
          fake: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          m: { capabilities: [text], context: 100000, price: { in: 1, out: 2 } }
          far: { capabilities: [text], price: { in: 1, out: 2 } }
        endpoints:
          gpu: { provider: fake, model: m, node: "*", limits: { concurrency: 8 } }
          far-api: { provider: fake, model: far }
        """;

    private readonly Dictionary<string, FakeEngines> _engines = [];
    private MeshCluster _mesh = null!;

    public async Task InitializeAsync() => _mesh = await MeshCluster.StartAsync(3, Catalog, (name, silo) =>
    {
        lock (_engines)
        {
            silo.Services.AddSingleton<ILocalEngines>(_engines[name] = new FakeEngines());
        }
    });

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Engine_OfANode_IsAnEndpointEverywhereAndStandsStillWhereItsNodeDoes()
    {
        var home = _mesh.Silos[1];
        var took = await PutAsync(home);
        output.WriteLine($"engine to all views: {took.TotalMilliseconds:F0} ms");
        var name = $"gpu@{home.Name}";

        Assert.False(Endpoint(home, name).Provider.IsRelay);
        Assert.All(_mesh.Silos.Except([home]), s => Assert.Equal(new Uri("https://10.0.0.7:8093/relay/e1/v1"), Endpoint(s, name).Provider.BaseUrl));
        await Wait.UntilAsync(() => _mesh.Silos.All(s => Decide(s).Eligible == 1), "all may choose it");

        foreach (var (state, excluded) in new[] { (EngineState.Draining, Exclusion.Draining), (EngineState.Gone, Exclusion.Gone) })
        {
            _engines[home.Name].Reports = [Rows.Engine(home.Name, state)];
            took = await Wait.UntilAsync(() => _mesh.Silos.All(s => Decide(s) is { Eligible: 0 } d && d.Candidates[0].Excluded == excluded), $"all know that it is {state}");
            output.WriteLine($"{state} to all decisions: {took.TotalMilliseconds:F0} ms");
        }

        await Assert.ThrowsAsync<MeshException>(() => _mesh.Client.GetRouter().DecideAsync(Query("m")));
        var watch = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<MeshException>(() => _mesh.Client.GetRouter().DecideAsync(Query("m")));
        Assert.Equal((MeshErrorCode.NoCapacity, $"{name}: its node or engine is gone"), (refused.Error.Code, Assert.Single(refused.Error.Attempts)));
        output.WriteLine($"refused in {watch.Elapsed.TotalMilliseconds:F1} ms");
    }

    [Fact]
    public async Task Silo_ThatDies_LeavesItsEngineGoneAndComesBackBySlowStart()
    {
        var home = _mesh.Silos[2];
        await PutAsync(home);
        await _mesh.Cluster.KillSiloAsync(home);
        var took = await Wait.UntilAsync(() => _mesh.Silos.All(s => Decide(s) is { Eligible: 0 } d && d.Candidates[0].Excluded == Exclusion.Gone), "the engine is gone", seconds: 60);
        output.WriteLine($"killed silo's engine gone after {took.TotalSeconds:F1} s");
        await Wait.UntilAsync(() => _mesh.Silos.All(s => _mesh.Service<ClusterFigures>(s).Silos().Count == 2), "two silos are left");

        // The same engine, told of by another silo of the same node.
        var again = _mesh.Silos[0];
        _engines[again.Name].Reports = [Rows.Engine(home.Name)];

        // A slow start is over soon: it is enough to have seen it once at each.
        var slow = new HashSet<string>();
        await Wait.UntilAsync(
            () =>
            {
                slow.UnionWith(_mesh.Silos.Where(s => Decide(s).Eligible == 1 && Endpoint(s, $"gpu@{home.Name}").Stats.Circuit.Standing.Share < 1).Select(s => s.Name));
                return slow.Count == 2;
            },
            "the engine is back and begins slowly");
    }

    [Fact]
    public async Task Load_OfEachSilo_IsKnownToTheOthersAndCountedOnce()
    {
        var stats = _mesh.Silos.Select(s => Endpoint(s, "far-api").Stats).ToArray();
        for (var silo = 0; silo < 3; silo++)
        {
            for (var i = 0; i <= silo; i++)
            {
                Assert.True(stats[silo].TryEnter());
            }
        }

        var took = await Wait.UntilAsync(() => stats.Select(s => s.PeersInFlight).SequenceEqual([5, 4, 3]), "each knows what the others have");
        output.WriteLine($"load to all: {took.TotalMilliseconds:F0} ms");
        await Wait.UntilAsync(() => _mesh.Silos.All(s => (Sum(s).Silos, Sum(s).InFlight) == (3, 6)), "all sums are of three silos");
        Enumerable.Range(0, 3).ToList().ForEach(_ => stats[2].Leave());
        await Wait.UntilAsync(() => stats.Select(s => s.PeersInFlight).SequenceEqual([2, 1, 3]), "they are told that it ended");
    }

    [Fact]
    public async Task Places_OfAnEngine_AreLeftToTheOtherSilosAsTheyAreTaken()
    {
        var home = _mesh.Silos[0];
        await PutAsync(home);
        var stats = _mesh.Silos.Select(s => Endpoint(s, $"gpu@{home.Name}").Stats).ToArray();
        await Wait.UntilAsync(() => stats.All(s => s.ConcurrencyLimit == 8), "all places are free to each");
        while (stats[0].TryEnter())
        {
        }

        // Eight among three silos: the first has taken all, and an equal part stays open to each.
        await Wait.UntilAsync(() => stats[1].ConcurrencyLimit == 3 && stats[2].ConcurrencyLimit == 3, "an equal part is left");
        Assert.Equal(8, stats[0].InFlight);
    }

    [Fact]
    public async Task Newcomer_KnowsTheWholeClusterWhenItServes()
    {
        var home = _mesh.Silos[0];
        await PutAsync(home);
        Endpoint(home, "far-api").Stats.TryEnter();
        await Wait.UntilAsync(() => Endpoint(_mesh.Silos[1], "far-api").Stats.PeersInFlight == 1, "the load is told");

        var newcomer = await _mesh.Cluster.StartAdditionalSiloAsync();

        await Wait.UntilAsync(() => _mesh.Service<ClusterFigures>(newcomer).Silos().Count == 4, "the newcomer knows all");
        var took = await Wait.UntilAsync(() => Decide(newcomer).Eligible == 1 && Endpoint(newcomer, "far-api").Stats.PeersInFlight == 1, "the newcomer decides by it");
        output.WriteLine($"newcomer up to date {took.TotalMilliseconds:F0} ms after its start");
    }

    [Fact]
    public async Task Drain_OfASilo_IsListedByAll()
    {
        _mesh.Service<SiloState>(_mesh.Silos[1]).MoveTo(SiloPhase.Notice);

        var took = await Wait.UntilAsync(() => _mesh.Silos.All(s => _mesh.Service<ClusterFigures>(s).Silos().Count(x => x.Report.IsDraining) == 1), "all know that one drains");
        output.WriteLine($"drain to all: {took.TotalMilliseconds:F0} ms");
    }

    [Fact]
    public async Task Grain_OfAnEndpointAtANode_LivesOnThatNodesSiloOrNowhere()
    {
        var home = _mesh.Silos[1];
        await PutAsync(home);
        var name = $"gpu@{home.Name}";
        foreach (var silo in _mesh.Silos)
        {
            await _mesh.Service<IGrainFactory>(silo).GetGrain<IEndpointGrain>(name).CoolDownAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Contains(_mesh.Service<EndpointAuthorities>(home).Read(), a => a.Report.Endpoint == name);
        await Wait.UntilAsync(() => _mesh.Silos.All(s => Endpoint(s, name).Stats.Circuit.State == CircuitState.Open), "its word holds everywhere", seconds: 10);

        await _mesh.Cluster.KillSiloAsync(home);
        await Wait.UntilAsync(() => Decide(_mesh.Silos[0]).Candidates[0].Excluded == Exclusion.Gone, "the node is gone", seconds: 60);
        await Assert.ThrowsAnyAsync<OrleansException>(() => _mesh.Service<IGrainFactory>(_mesh.Silos[0]).GetGrain<IEndpointGrain>(name).CoolDownAsync(TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Cooldown_OfAVendor_HoldsOnEverySiloAtOnce()
    {
        await _mesh.Client.GetEndpoint("far-api").CoolDownAsync(TimeSpan.FromSeconds(30));

        var took = await Wait.UntilAsync(() => _mesh.Silos.All(s => Endpoint(s, "far-api").Stats.Circuit.State == CircuitState.Open), "all leave it alone", seconds: 10);
        output.WriteLine($"cooldown to all: {took.TotalMilliseconds:F0} ms");
    }

    private static RouteQuery Query(string target) => new() { Target = target, InputTokensExpected = 10, InputTokensAtMost = 40 };

    private async Task<TimeSpan> PutAsync(InProcessSiloHandle silo)
    {
        _engines[silo.Name].Reports = [Rows.Engine(silo.Name)];
        return await Wait.UntilAsync(() => _mesh.Silos.All(s => _mesh.Service<CatalogView>(s).Current.Endpoints.ContainsKey($"gpu@{silo.Name}")), "all have its endpoint");
    }

    private RouteDecision Decide(InProcessSiloHandle silo) => _mesh.Service<MeshRouter>(silo).Decide(Query("m"));

    private ServedEndpoint Endpoint(InProcessSiloHandle silo, string name) => _mesh.Service<CatalogView>(silo).Current.Endpoints[name];

    private EndpointLoad Sum(InProcessSiloHandle silo) => ClusterFigures.Sum(_mesh.Service<ClusterFigures>(silo).GatesAt("far-api"));
}
