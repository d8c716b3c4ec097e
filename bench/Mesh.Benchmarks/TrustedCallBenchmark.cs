using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Mesh.Client.Orleans;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Hosting;
using Mesh.Grains.Storage;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Benchmarks;

/// <summary>What the cluster's trust costs a grain call over a socket: there and back, in plain text and by TLS.</summary>
public class TrustedCallBenchmark
{
    private const int AtOnce = 64;
    private readonly ClusterTrust _trust = ClusterTrust.OfOneProcess(TimeProvider.System);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-bench-");
    private IHost _silo = null!;
    private IHost _client = null!;
    private ICatalogGrain _catalog = null!;

    /// <summary>Whether the connection is trusted, or plain as no mesh of ours has it.</summary>
    [Params(false, true)]
    public bool Trusted { get; set; }

    /// <summary>Starts a silo and a client of it.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        var (siloPort, gatewayPort) = (FreePort(), FreePort());
        var silo = Host.CreateEmptyApplicationBuilder(null);
        silo.Logging.AddFilter("Orleans", LogLevel.None);
        silo.UseOrleans(builder =>
        {
            builder.UseLocalhostClustering(siloPort, gatewayPort).AddSqliteGrainStorage(_folder.FullName).AddMesh(_ => { });
            if (Trusted)
            {
                builder.UseClusterTrust(_ => _trust);
            }
        });
        var client = Host.CreateEmptyApplicationBuilder(null);
        client.AddMeshOrleansClient(builder =>
        {
            builder.UseLocalhostClustering(gatewayPort);
            if (Trusted)
            {
                builder.UseMeshTrust(_trust);
            }
        });
        (_silo, _client) = (silo.Build(), client.Build());
        await _silo.StartAsync();
        await _client.StartAsync();
        _catalog = _client.Services.GetRequiredService<IClusterClient>().GetCatalog();
    }

    /// <summary>Stops both.</summary>
    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _client.StopAsync();
        await _silo.StopAsync();
        _client.Dispose();
        _silo.Dispose();
        _folder.Delete(recursive: true);
        _folder.Create();
    }

    /// <summary>One call after another.</summary>
    [Benchmark]
    public Task OneAsync() => _catalog.GetNewerAsync(long.MaxValue);

    /// <summary>Calls at once, for each of them.</summary>
    [Benchmark(OperationsPerInvoke = AtOnce)]
    public Task ManyAsync() => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => _catalog.GetNewerAsync(long.MaxValue)));

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
