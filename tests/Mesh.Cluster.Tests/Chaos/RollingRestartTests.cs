using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using MeshSilo.V1;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>Every silo of a cluster is restarted in turn while callers ask and listen.</summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private const int PerSecond = 100;
    private const int Streams = 200;
    private const string Asked = """{"model":"short","messages":[{"role":"user","content":"hello"}]}""";
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(3);

    [ProgramFact("redis-server")]
    public async Task RollingRestart_UnderRequestsAndStreams_FailsNothingAndKeepsTheRevision()
    {
        await using var vendor = await EngineProcess.StartAsync(null, "--tokens", "5", "--first-token-ms", "20");
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape
        {
            Workers = 2,
            Catalog = Catalog(vendor.Root),
            Engine = ["--engine", "vllm", "--tokens", "50", "--token-ms", "100", "--concurrency", "512"],
            Settings = ["--drain-notice", "1", "--drain", "30", "--shutdown", "40"],
        });
        await using var doors = new ReadySilos(cluster.Edges);
        await doors.UntilAsync(2);
        var before = await RevisionsAsync(cluster.Edges[0]);
        await using var stall = new MachineStall();
        await using var callers = new ClusterCallers(doors);
        callers.Listen(Streams, TwoByTwo.Body, TwoByTwo.Text);
        callers.Ask(PerSecond, Asked, string.Join(' ', Enumerable.Range(1, 5).Select(i => $"word{i}")));
        await Task.Delay(s_between);

        var began = Stopwatch.GetTimestamp();
        foreach (var silo in cluster.Silos)
        {
            var turn = Stopwatch.GetTimestamp();
            Assert.Equal(0, await silo.Process.TerminateAsync());
            var down = Stopwatch.GetElapsedTime(turn);
            await silo.StartAsync();
            output.WriteLine($"{silo.Name}: ended after {down.TotalSeconds:0.0} s, back after {Stopwatch.GetElapsedTime(turn).TotalSeconds:0.0} s; {callers.Live} streams live");
            await doors.UntilAsync(2);
            await Task.Delay(s_between);
        }

        var all = await callers.EndAsync();
        output.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {all}; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        Assert.Empty(all.Failed);
        Assert.Equal(0, all.Unsent);
        Assert.All(cluster.Edges, e => Assert.Equal(before, RevisionsAsync(e).GetAwaiter().GetResult()));
    }

    private static async Task<long[]> RevisionsAsync(SiloProcess silo) =>
        [.. (await silo.Admin.ListRevisionsAsync(new ListRevisionsRequest())).Revisions.Select(r => r.Number)];

    private static string Catalog(string vendor) => $$"""
        providers:
          node: { kind: openai-compatible, engine: vllm, local: true, baseUrl: http://127.0.0.1:8000/v1 }
          vendor: { kind: openai-compatible, baseUrl: "{{vendor}}/v1" }
        models:
          llama-3.1-8b: { capabilities: [text], context: 131072 }
          short: { price: { in: 1, out: 2 } }
        endpoints:
          llama: { provider: node, model: llama-3.1-8b, node: "gpu-*" }
          short-api: { provider: vendor, model: short }
        """;
}
