using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>One part of a cluster under load is killed: who notices, and for how long.</summary>
[Collection(WholeMachine.Name)]
public sealed class KilledPartTests(TwoByTwo scene, ITestOutputHelper output) : IClassFixture<TwoByTwo>
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_after = TimeSpan.FromSeconds(7);

    // A second where the machine does nothing else; well before the 4 s after which silence would tell of it.
    private static readonly TimeSpan s_bar = TimeSpan.FromSeconds(3);

    [ProgramFact("redis-server")]
    public async Task Engine_Killed_LosesNewWorkBeforeSilenceTellsOfItAndItsStreamsEndTyped()
    {
        var engine = scene.Cluster.Engines[0];

        await LosesWorkAsync(() => engine.Process.KillAsync());

        // A platform that replaces workers one by one must not go on before its engine serves.
        Assert.False(await scene.Cluster.Workers[0].IsReadyAsync());
        await engine.RestartAsync();
        await scene.WholeAsync();
        await scene.Cluster.Workers[0].UntilReadyAsync();
    }

    [ProgramFact("redis-server")]
    public async Task Worker_Killed_LosesNewWorkBeforeSilenceTellsOfItAndItsStreamsEndTyped()
    {
        var worker = scene.Cluster.Workers[0];

        await LosesWorkAsync(() => worker.Process.KillAsync());

        await worker.StartAsync();
        await scene.WholeAsync();
    }

    [ProgramFact("redis-server")]
    public async Task Edge_Killed_LosesNothingAtTheOther()
    {
        var (killed, other) = (scene.Cluster.Edges[0], scene.Cluster.Edges[1]);
        await using var callers = scene.Call();
        await Task.Delay(s_warm);

        var struck = Stopwatch.GetTimestamp();
        await killed.Process.KillAsync();
        await Task.Delay(s_after);

        var all = await callers.EndAsync();
        output.WriteLine($"at the other: {all.At(other.Name)}\nat the killed one: {all.At(killed.Name)}; calls failed for {all.FailingFor(struck).TotalSeconds:0.00} s");
        Assert.Empty(all.At(other.Name).Failed);
        Assert.NotEmpty(all.At(other.Name).Since(struck).Calls);
        await killed.StartAsync();
        await scene.WholeAsync();
    }

    // It accepts connections and says nothing: new work leaves with its gauges, and what it has ends by the watchdogs (4 s).
    [ProgramFact("redis-server")]
    [Trait("Length", "Long")]
    public async Task Engine_Halted_LosesNewWorkWithinSecondsAndItsStreamsEndTyped()
    {
        var engine = scene.Cluster.Engines[0];

        try
        {
            await LosesWorkAsync(() => engine.Process.PauseAsync(), leaving: TimeSpan.FromSeconds(4), ending: TimeSpan.FromSeconds(6));
        }
        finally
        {
            // The tests after it share the scene.
            await engine.Process.ContinueAsync();
        }

        await scene.WholeAsync();
    }

    private Task LosesWorkAsync(Func<Task> strike) => LosesWorkAsync(strike, s_bar, s_bar);

    private async Task LosesWorkAsync(Func<Task> strike, TimeSpan leaving, TimeSpan ending)
    {
        await using var stall = new MachineStall();
        await using var callers = scene.Call();
        await Task.Delay(s_warm);

        var struck = Stopwatch.GetTimestamp();
        await strike();
        await Task.Delay(s_after);

        var all = await callers.EndAsync();
        var asked = all.Since(struck).Calls.Where(c => c.Call.Asked(TwoByTwo.Endpoint(0))).Select(c => Stopwatch.GetElapsedTime(struck, c.Call.Began)).DefaultIfEmpty().Max();
        var cut = new CallFigures([.. all.Under(struck).Calls.Where(c => c.Call.Asked(TwoByTwo.Endpoint(0)))]);
        output.WriteLine($"{all}\nnew work left after {asked.TotalSeconds:0.00} s; {cut.Failed.Count} of its streams cut, the last after {cut.EndingWithin(struck).TotalSeconds:0.00} s; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        Assert.Empty(all.Wrong);
        Assert.Empty(all.Since(struck).Failed);
        Assert.NotEmpty(cut.Calls);
        Assert.All(cut.Failed, c => Assert.Equal(CallEnd.Interrupted, c.Call.End));
        Assert.InRange(cut.EndingWithin(struck), TimeSpan.Zero, ending + stall.Longest);
        Assert.InRange(asked, TimeSpan.Zero, leaving + stall.Longest);
    }
}
