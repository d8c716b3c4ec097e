using System.Diagnostics;
using Mesh.Client.Orleans;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Tests.Hosting;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Router;

[Collection(Clusters.Name)]
public sealed class RouterClusterTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Keys = 16;
    private MeshCluster _mesh = null!;

    public async Task InitializeAsync() => _mesh = await MeshCluster.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Stats_OverTheClient_ComeFromEitherSilo()
    {
        var silos = new HashSet<string>();
        for (var key = 0; key < 100 && silos.Count < 2; key++)
        {
            silos.Add(Checked(await _mesh.Client.GetRouter(key).StatsAsync()).Silo);
        }

        Assert.Equal(_mesh.Silos.Select(s => s.Name).Order(), silos.Order());
    }

    [Fact]
    public async Task Stats_AskedOnASilo_AreThatSilosOwn()
    {
        foreach (var silo in _mesh.Silos)
        {
            var before = await _mesh.Service<IGrainFactory>(silo).GetRouter().StatsAsync();
            await _mesh.Service<IGrainFactory>(silo).GetRouter().DecideAsync(new RouteQuery { Target = "auto" });
            var after = Checked(await _mesh.Service<IGrainFactory>(silo).GetRouter().StatsAsync());

            Assert.Equal((silo.Name, before.Decisions + 1), (after.Silo, after.Decisions));
        }
    }

    [Fact]
    public async Task Decide_OverTheClient_ChoosesAndRefuses()
    {
        var decision = await _mesh.Client.GetRouter().DecideAsync(new RouteQuery { Target = "auto" });
        var unknown = await Assert.ThrowsAsync<MeshException>(() => _mesh.Client.GetRouter().DecideAsync(new RouteQuery { Target = "aut" }));
        var tooLong = await Assert.ThrowsAsync<MeshException>(() => _mesh.Client.GetRouter().DecideAsync(new RouteQuery { Target = "auto", InputTokensAtMost = 1_000_000, InputTokensExpected = 900_000 }));

        Assert.Equal(("m-api", 1, 1L), (decision.Candidates[0].Endpoint, decision.Eligible, decision.Revision));
        Assert.Equal((MeshErrorCode.NotFound, "model_not_found"), (unknown.Error.Code, unknown.Error.Reason));
        Assert.Equal((MeshErrorCode.InvalidRequest, "context_length_exceeded"), (tooLong.Error.Code, tooLong.Error.Reason));
        Assert.Single(tooLong.Error.Attempts);
    }

    [Fact]
    public async Task Reads_AfterTheSiloOfTheCatalogueIsKilled_ComeFromTheOther()
    {
        var killed = await HolderOfTheCatalogueAsync();
        var left = _mesh.Silos.Single(s => s != killed).Name;
        for (var key = 0; key < Keys; key++)
        {
            await _mesh.Client.GetRouter(key).StatsAsync();
        }

        var watch = Stopwatch.StartNew();
        await _mesh.Cluster.KillSiloAsync(killed);
        var (catalog, catalogTries) = await TryAsync(() => _mesh.Client.GetCatalog().GetNewerAsync(0));
        var mostTries = 0;
        for (var key = 0; key < Keys; key++)
        {
            var (stats, tries) = await TryAsync(() => _mesh.Client.GetRouter(key).StatsAsync());
            Assert.Equal(left, Checked(stats).Silo);
            mostTries = Math.Max(mostTries, tries);
        }

        output.WriteLine($"after the kill: catalogue on try {catalogTries}, {Keys} routers on try {mostTries} at worst, {watch.ElapsedMilliseconds} ms in all");
        Assert.Equal(1, catalog?.Number);
        await _mesh.EditAsync(TestCatalog.Text("{ in: 7, out: 8 }"));
        await Wait.UntilAsync(() => _mesh.Revisions() is [2], "the silo that is left at revision 2", seconds: 60);
    }

    private async Task<InProcessSiloHandle> HolderOfTheCatalogueAsync()
    {
        var address = await _mesh.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(_mesh.Client.GetCatalog());
        return _mesh.Silos.Single(s => s.SiloAddress.Equals(address));
    }

    private static async Task<(T Result, int Tries)> TryAsync<T>(Func<Task<T>> read)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await read(), tries);
            }
            catch (Exception e) when (tries < 240 && e is OrleansException or TimeoutException)
            {
                await Task.Delay(250);
            }
        }
    }

    private static RouterStats Checked(RouterStats stats)
    {
        Assert.Equal("m-api", Assert.Single(stats.Endpoints).Endpoint);
        Assert.True(stats.Revision >= 1);
        return stats;
    }
}
