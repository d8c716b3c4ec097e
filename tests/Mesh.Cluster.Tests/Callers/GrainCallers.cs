using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Mesh.Client.Orleans;
using Mesh.Cluster.Tests.Processes;
using Mesh.Contracts.Endpoints;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>A service inside the cluster's network that calls each of many endpoints' grains again and again, and notes when a call went well.</summary>
public sealed class GrainCallers : IAsyncDisposable
{
    private const int MostUnderWay = 150;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, long> _lastGood = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IHost _host;
    private readonly string[] _endpoints;
    private Task _calling = Task.CompletedTask;
    private int _failed;

    private GrainCallers(IHost host, string[] endpoints) => (_host, _endpoints) = (host, endpoints);

    /// <summary>Calls that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    private IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects, and calls every endpoint's grain once.</summary>
    public static async Task<GrainCallers> StartAsync(ClusterProcesses cluster, params string[] endpoints)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddMeshOrleansClient(client => client
            .UseStaticClustering([.. cluster.Edges.Select(e => new IPEndPoint(IPAddress.Loopback, e.GatewayPort))])
            .UseMeshTrust(ClusterTrust.FromSecretFile(cluster.SecretFile, "mesh", TimeProvider.System, NullLogger.Instance))
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("mesh", "mesh")));
        var callers = new GrainCallers(builder.Build(), endpoints);
        await callers._host.StartAsync();
        foreach (var endpoint in endpoints)
        {
            await callers.Client.GetEndpoint(endpoint).DescribeAsync();
        }

        callers._calling = Task.WhenAll(endpoints.Select(callers.CallAsync));
        return callers;
    }

    /// <summary>The silo where most of the grains live, and their endpoints.</summary>
    public async Task<(SiloProcess Silo, string[] Endpoints)> FullestAsync(IEnumerable<SiloProcess> silos)
    {
        var management = Client.GetGrain<IManagementGrain>(0);
        var living = new List<(int Port, string Endpoint)>();
        foreach (var endpoint in _endpoints)
        {
            living.Add(((await management.GetActivationAddress(Client.GetEndpoint(endpoint)))?.Endpoint.Port ?? 0, endpoint));
        }

        var fullest = living.GroupBy(l => l.Port).MaxBy(g => g.Count())!;
        return (silos.Single(s => s.SiloPort == fullest.Key), [.. fullest.Select(l => l.Endpoint)]);
    }

    /// <summary>From a moment to the end of the first call to each endpoint that began after it and went well, in order.</summary>
    public async Task<TimeSpan[]> ReachAgainAsync(IReadOnlyList<string> endpoints, long since)
    {
        var reached = new Dictionary<string, TimeSpan>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (reached.Count < endpoints.Count)
        {
            foreach (var endpoint in endpoints.Where(e => !reached.ContainsKey(e) && _lastGood.GetValueOrDefault(e) >= since))
            {
                reached[endpoint] = Stopwatch.GetElapsedTime(since);
            }

            await Task.Delay(10, patience.Token);
        }

        return [.. reached.Values.Order()];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _calling;
        await _host.StopAsync();
        _host.Dispose();
        _end.Dispose();
    }

    // A call that a lost silo never answers must not hold up those after it.
    private async Task CallAsync(string endpoint)
    {
        using var timer = new PeriodicTimer(s_between);
        var underWay = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            underWay.RemoveAll(c => c.IsCompleted);
            if (underWay.Count < MostUnderWay)
            {
                underWay.Add(OneAsync(endpoint));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(underWay);
    }

    private async Task OneAsync(string endpoint)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await Client.GetEndpoint(endpoint).DescribeAsync();
            _lastGood.AddOrUpdate(endpoint, began, (_, last) => Math.Max(last, began));
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or InvalidOperationException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
