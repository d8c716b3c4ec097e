using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>A silo goes with the grains that live on it: when can they be called again?</summary>
[Collection(WholeMachine.Name)]
public sealed class GrainHostTests(ITestOutputHelper output)
{
    private const int Endpoints = 60;
    private static readonly TimeSpan s_bar = TimeSpan.FromSeconds(5);

    [ProgramFact("redis-server")]
    [Trait("Length", "Long")]
    public async Task Silo_Killed_HasItsGrainsCallableWithinFiveSecondsAtTheMedian()
    {
        string[] names = [.. Enumerable.Range(1, Endpoints).Select(i => $"e{i}")];
        await using var scene = await VendorCluster.StartAsync(3, shape => shape with { Catalog = Catalog(names) });
        await using var stall = new MachineStall();
        await using var callers = await GrainCallers.StartAsync(scene.Cluster, names);
        var (victim, grains) = await callers.FullestAsync(scene.Cluster.Edges);

        var struck = Stopwatch.GetTimestamp();
        await victim.Process.KillAsync();
        var times = await callers.ReachAgainAsync(grains, struck);

        output.WriteLine($"{grains.Length} of {Endpoints} grains lived there; callable again after {times[times.Length / 2].TotalSeconds:0.0} s at the median, {times[^1].TotalSeconds:0.0} s at the last; {callers.Failed} calls failed; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        Assert.InRange(times[times.Length / 2], TimeSpan.Zero, s_bar + stall.Longest);
    }

    private static string Catalog(string[] names) => $$"""
        providers:
          vendor: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          m: { price: { in: 1, out: 2 } }
        endpoints:
        {{string.Join('\n', names.Select(n => $"  {n}: {{ provider: vendor, model: m, limits: {{ concurrency: 5 }} }}"))}}
        """;
}
