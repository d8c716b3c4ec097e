using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>A silo stands still for far longer than its peers wait for it, as a frozen virtual machine does, and goes on.</summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class HaltedSiloTests(TwoByTwo scene, ITestOutputHelper output) : IClassFixture<TwoByTwo>
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_halt = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan s_noticed = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_leaves = TimeSpan.FromSeconds(20);

    [ProgramFact("redis-server")]
    public Task Edge_HaltedFor25Seconds_LosesNothingAtTheOther() => HaltAsync(scene.Cluster.Edges[0]);

    [ProgramFact("redis-server")]
    public Task Worker_HaltedFor25Seconds_LosesNewWorkWithinSeconds() => HaltAsync(scene.Cluster.Workers[0]);

    private async Task HaltAsync(SiloProcess silo)
    {
        await using var stall = new MachineStall();
        await using var callers = scene.Call();
        await Task.Delay(s_warm);

        var struck = Stopwatch.GetTimestamp();
        await silo.Process.PauseAsync();
        await Task.Delay(s_halt);
        await silo.Process.ContinueAsync();
        var ended = await silo.Process.EndsWithinAsync(s_leaves);
        if (ended is not null)
        {
            await silo.StartAsync();
        }

        await scene.WholeAsync();
        var whole = Stopwatch.GetElapsedTime(struck) - s_halt;
        var all = await callers.EndAsync();
        var others = all.At([.. scene.Cluster.Edges.Where(e => e != silo).Select(e => e.Name)]);
        output.WriteLine($"elsewhere: {others}; new calls failed for {others.FailingFor(struck).TotalSeconds:0.00} s\nat {silo.Name}: {all.At(silo.Name)}; new calls failed for {all.At(silo.Name).FailingFor(struck).TotalSeconds:0.00} s\nit ended itself {ended?.TotalSeconds ?? double.NaN:0.0} s after it went on; all was well after {whole.TotalSeconds:0.0} s; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        Assert.Empty(others.Wrong);
        Assert.InRange(others.FailingFor(struck), TimeSpan.Zero, s_noticed + stall.Longest);
    }
}
