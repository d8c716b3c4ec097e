using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>Edges over one vendor: what befalls the cluster is seen without engines between.</summary>
public sealed class VendorCluster : IAsyncDisposable
{
    private readonly EngineProcess _slow;

    private VendorCluster(EngineProcess vendor, EngineProcess slow, ClusterProcesses cluster) =>
        (Vendor, _slow, Cluster, Doors) = (vendor, slow, cluster, new ReadySilos(cluster.Edges));

    /// <summary>The vendor.</summary>
    public EngineProcess Vendor { get; }

    /// <summary>The edges and their Redis.</summary>
    public ClusterProcesses Cluster { get; }

    /// <summary>The balancer before the edges.</summary>
    public ReadySilos Doors { get; }

    /// <summary>A stream of half a second.</summary>
    public static string Body { get; } = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    /// <summary>A stream of a minute.</summary>
    public static string LongBody { get; } = Body.Replace("\"m\"", "\"long\"", StringComparison.Ordinal);

    /// <summary>The text of the short one.</summary>
    public static string Text { get; } = string.Join(' ', Enumerable.Range(1, 20).Select(i => $"word{i}"));

    /// <summary>Starts it and waits until every edge is ready.</summary>
    /// <param name="edges">How many edges.</param>
    /// <param name="shape">Changes what else it consists of.</param>
    public static async Task<VendorCluster> StartAsync(int edges, Func<ClusterShape, ClusterShape>? shape = null)
    {
        var vendor = await EngineProcess.StartAsync(null, "--tokens", "20", "--token-ms", "25");
        var slow = await EngineProcess.StartAsync(null, "--tokens", "600", "--token-ms", "100");
        try
        {
            var usual = new ClusterShape { Edges = edges, Catalog = Catalog(vendor.Root, slow.Root), Settings = ["--drain-notice", "3", "--drain", "5", "--shutdown", "20"] };
            var started = new VendorCluster(vendor, slow, await ClusterProcesses.StartAsync(shape?.Invoke(usual) ?? usual));
            await started.Doors.UntilAsync(edges);
            return started;
        }
        catch
        {
            await vendor.DisposeAsync();
            await slow.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins requests through the balancer.</summary>
    public ClusterCallers Call(double perSecond)
    {
        var callers = new ClusterCallers(Doors);
        callers.Ask(perSecond, Body, Text);
        return callers;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Doors.DisposeAsync();
        await Cluster.DisposeAsync();
        await Vendor.DisposeAsync();
        await _slow.DisposeAsync();
    }

    private static string Catalog(string vendor, string slow) => $$"""
        providers:
          vendor: { kind: openai-compatible, baseUrl: "{{vendor}}/v1" }
          slow: { kind: openai-compatible, baseUrl: "{{slow}}/v1" }
        models:
          m: { price: { in: 1, out: 2 } }
          long: { price: { in: 1, out: 2 } }
        endpoints:
          m-api: { provider: vendor, model: m }
          long-api: { provider: slow, model: long }
        """;
}
