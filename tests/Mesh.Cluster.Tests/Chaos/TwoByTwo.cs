using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Mesh.Testing.Programs;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>Two edges and two workers with an engine each; whatever a test breaks it mends again.</summary>
public sealed class TwoByTwo : IAsyncLifetime
{
    private const int Words = 50;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>A stream of a second and a half.</summary>
    public static string Body { get; } = """{"model":"llama-3.1-8b","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    /// <summary>Its text.</summary>
    public static string Text { get; } = string.Join(' ', Enumerable.Range(1, Words).Select(i => $"word{i}"));

    /// <summary>The catalogue.</summary>
    public static string Catalog { get; } = """
        providers:
          node: { kind: openai-compatible, engine: vllm, local: true, baseUrl: http://127.0.0.1:8000/v1 }
        models:
          llama-3.1-8b: { capabilities: [text], context: 131072, timeouts: { firstFrame: 4s, betweenFrames: 4s } }
        endpoints:
          llama: { provider: node, model: llama-3.1-8b, node: "gpu-*" }
        """;

    /// <summary>The cluster, where its programs are there; tests that need it skip otherwise.</summary>
    public ClusterProcesses Cluster { get; private set; } = null!;

    /// <summary>The balancer before its edges.</summary>
    public ReadySilos Doors { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (ExternalProgram.Find("redis-server") is null)
        {
            return;
        }

        Cluster = await ClusterProcesses.StartAsync(new ClusterShape
        {
            Workers = 2,
            Catalog = Catalog,
            Engine = ["--engine", "vllm", "--tokens", $"{Words}", "--token-ms", "30"],
            Settings = ["--drain-notice", "1", "--drain", "10", "--shutdown", "20"],
        });
        Doors = new ReadySilos(Cluster.Edges);
        await WholeAsync();
    }

    /// <summary>The endpoint of a worker's engine, counted from 0.</summary>
    public static string Endpoint(int worker) => $"llama@gpu-{worker + 1}";

    /// <summary>Begins 10 requests a second through the balancer: fifteen of its streams at any time.</summary>
    public ClusterCallers Call()
    {
        var callers = new ClusterCallers(Doors);
        callers.Ask(10, Body, Text);
        return callers;
    }

    /// <summary>Waits until all is well: both edges are ready and both engines answer at each.</summary>
    public async Task WholeAsync()
    {
        await Doors.UntilAsync(2);
        using var patience = new CancellationTokenSource(s_patience);
        foreach (var edge in Cluster.Edges)
        {
            for (var seen = new HashSet<string?>(); !(seen.Contains(Endpoint(0)) && seen.Contains(Endpoint(1)));)
            {
                var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ChatCall.MakeAsync(edge.Http, Body, Text, patience.Token)));
                seen.UnionWith(calls.Where(c => c.End == CallEnd.Whole).Select(c => c.Endpoint));
                if (patience.IsCancellationRequested)
                {
                    throw new TimeoutException($"{edge.Name} reaches {string.Join(", ", seen)} and not both engines:\n{edge.Process.Output}");
                }
            }
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Cluster is not null)
        {
            await Doors.DisposeAsync();
            await Cluster.DisposeAsync();
        }
    }
}
