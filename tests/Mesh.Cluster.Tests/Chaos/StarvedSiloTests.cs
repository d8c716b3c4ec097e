using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>Silos that are slow but healthy: the fast settings of membership must not take them for dead.</summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class StarvedSiloTests(ITestOutputHelper output)
{
    private const int Hogs = 8;
    private static readonly TimeSpan s_time = Lengths.Of("MESH_STARVE_SECONDS", 600);

    // The pulses are what a paused virtual machine or a long garbage collection looks like: under the 4.5 s that three missed probes take.
    [ProgramFact("redis-server")]
    public async Task Silos_PausedForUpToTwoSeconds_AreNotEvicted() => await StayMembersAsync(async (scene, end) =>
    {
        var random = new Random(1);
        while (!end.IsCancellationRequested)
        {
            var silo = scene.Cluster.Edges[random.Next(scene.Cluster.Edges.Count)];
            await silo.Process.PauseAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 2000)), CancellationToken.None);
            await silo.Process.ContinueAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 1000)), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    });

    [ProgramFact("redis-server")]
    public async Task Silos_BesideManyBusyProcesses_AreNotEvicted() => await StayMembersAsync(async (_, end) =>
    {
        var hogs = Enumerable.Range(0, Hogs).Select(_ => RunningProcess.Start("sh", ["-c", "while :; do :; done"])).ToList();
        await Task.Delay(Timeout.Infinite, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var hog in hogs)
        {
            await hog.DisposeAsync();
        }
    });

    private async Task StayMembersAsync(Func<VendorCluster, CancellationToken, Task> starve)
    {
        await using var scene = await VendorCluster.StartAsync(3);
        await using var stall = new MachineStall();
        await using var callers = scene.Call(5);
        using var end = new CancellationTokenSource(s_time);
        var began = Stopwatch.GetTimestamp();

        await starve(scene, end.Token);

        var all = await callers.EndAsync();
        output.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {all}; the machine stalled for {stall.Longest.TotalSeconds:0.0} s");
        Assert.All(scene.Cluster.Silos, s => Assert.False(s.Process.HasEnded, s.Process.Output));
        Assert.All(scene.Cluster.Silos, s => Assert.DoesNotContain("has been declared dead", s.Process.Output, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(all.Wrong);
    }
}
