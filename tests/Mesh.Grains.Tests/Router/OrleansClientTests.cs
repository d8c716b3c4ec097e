using Mesh.Client.Orleans;
using Mesh.Grains.Hosting;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Router;

[Collection(Clusters.Name)]
public sealed class OrleansClientTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_StartedBeforeTheSilo_WaitsAndReachesTheMesh(bool application)
    {
        using var ports = new TestClusterPortAllocator();
        var (siloPort, gatewayPort) = ports.AllocateConsecutivePortPairs(1);
        using var client = application ? Application(gatewayPort) : Classic(gatewayPort);
        var starting = client.StartAsync();
        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), TestCatalog.Text());
        await using (var silo = (IAsyncDisposable)Silo(siloPort, gatewayPort))
        {
            await ((IHost)silo).StartAsync();
            await starting.WaitAsync(s_patience);
            var grains = client.Services.GetRequiredService<IClusterClient>();

            Assert.Equal("m-api", Assert.Single((await grains.GetRouter().StatsAsync()).Endpoints).Endpoint);
            Assert.Equal(1, (await grains.GetCatalog().GetNewerAsync(0))?.Number);
            Assert.Equal(TimeSpan.Zero, (await grains.GetEndpoint("m-api").DescribeAsync()).CoolingFor);

            await client.StopAsync();
            await ((IHost)silo).StopAsync();
        }
    }

    private static IHost Application(int gatewayPort)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddMeshOrleansClient(client => client.UseLocalhostClustering(gatewayPort));
        return builder.Build();
    }

    private static IHost Classic(int gatewayPort) =>
        new HostBuilder().AddMeshOrleansClient(client => client.UseLocalhostClustering(gatewayPort)).Build();

    private IHost Silo(int siloPort, int gatewayPort)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort)
            .AddSqliteGrainStorage(_folder.Path)
            .AddMesh(options => options.CatalogFiles = [_folder.File("catalog.yaml")]));
        return builder.Build();
    }
}
