using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>The last worker lives in a network of its own, whose cable is cut without a word, wholly or for one port.</summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class NetworkFaultTests(ITestOutputHelper output)
{
    private const int Words = 50;
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan s_leaves = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_back = TimeSpan.FromSeconds(90);

    [NetworkFact]
    public async Task Node_GoneSilent_LosesNewWorkAndItsStreamsEndTyped()
    {
        var figures = await PlayAsync((cell, _) => cell.CutAsync(), (cell, _) => cell.MendAsync());

        Assert.Empty(figures.Callers.Wrong);
        Assert.All(figures.Cut.Failed, c => Assert.Equal(CallEnd.Interrupted, c.Call.End));
        Assert.InRange(figures.NewWorkLeft, TimeSpan.Zero, TimeSpan.FromSeconds(1.5) + figures.Stall);
        Assert.InRange(figures.StreamsEnded, TimeSpan.Zero, TimeSpan.FromSeconds(8) + figures.Stall);
    }

    [NetworkFact]
    public async Task Silo_CutFromSilosAlone_LeavesTheClusterAndIsReplaced()
    {
        // Both ways: silos call each other at the port of either.
        var figures = await PlayAsync(
            (cell, cluster) => Task.WhenAll(cluster.Silos.Select(s => cell.CutPortAsync(s.SiloPort))),
            (cell, cluster) => Task.WhenAll(cluster.Silos.Select(s => cell.MendPortAsync(s.SiloPort))));

        Assert.Empty(figures.Callers.Wrong);
        Assert.InRange(figures.NewWorkLeft, TimeSpan.Zero, TimeSpan.FromSeconds(4) + figures.Stall);
    }

    private async Task<Seen> PlayAsync(Func<NetworkCell, ClusterProcesses, Task> cut, Func<NetworkCell, ClusterProcesses, Task> mend)
    {
        await using var cell = await NetworkCell.MakeAsync(1);
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape
        {
            Workers = 2,
            Catalog = TwoByTwo.Catalog,
            Engine = ["--engine", "vllm", "--tokens", $"{Words}", "--token-ms", "30"],
            Settings = ["--drain-notice", "1", "--drain", "5", "--shutdown", "10"],
            Cell = cell,
        });
        await using var doors = new ReadySilos(cluster.Edges);
        await doors.UntilAsync(2);
        await AnswersAsync(cluster.Edges[0], TwoByTwo.Endpoint(1), Stopwatch.GetTimestamp());
        await using var stall = new MachineStall();
        await using var callers = new ClusterCallers(doors);
        callers.Ask(20, TwoByTwo.Body, TwoByTwo.Text);
        await Task.Delay(s_warm);

        var (worker, endpoint) = (cluster.Workers[1], TwoByTwo.Endpoint(1));
        var struck = Stopwatch.GetTimestamp();
        await cut(cell, cluster);
        await Task.Delay(s_cut);
        await mend(cell, cluster);
        var mended = Stopwatch.GetTimestamp();

        // A silo that was declared dead meanwhile ends itself, and its platform starts it again.
        var ended = await worker.Process.EndsWithinAsync(s_leaves);
        if (ended is not null)
        {
            await worker.StartAsync();
        }

        var back = await AnswersAsync(cluster.Edges[0], endpoint, mended);
        var all = await callers.EndAsync();
        var seen = new Seen(
            all,
            new CallFigures([.. all.Under(struck).Calls.Where(c => c.Call.Asked(endpoint))]),
            all.Calls.Where(c => c.Call.Began >= struck && c.Call.Began < mended && c.Call.Asked(endpoint)).Select(c => Stopwatch.GetElapsedTime(struck, c.Call.Began)).DefaultIfEmpty().Max(),
            struck,
            stall.Longest);
        output.WriteLine($"{all}\nnew work left after {seen.NewWorkLeft.TotalSeconds:0.00} s; {seen.Cut.Failed.Count} of its streams cut, the last after {seen.StreamsEnded.TotalSeconds:0.0} s; the silo ended itself {ended?.TotalSeconds ?? double.NaN:0.0} s after the cable was whole and answered again after {back.TotalSeconds:0.0} s; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        return seen;
    }

    private static async Task<TimeSpan> AnswersAsync(SiloProcess edge, string endpoint, long since)
    {
        using var patience = new CancellationTokenSource(s_back);
        for (ChatCall? call = null; call is not { End: CallEnd.Whole } || call.Endpoint != endpoint;)
        {
            call = await ChatCall.MakeAsync(edge.Http, TwoByTwo.Body, TwoByTwo.Text, patience.Token);
            patience.Token.ThrowIfCancellationRequested();
        }

        return Stopwatch.GetElapsedTime(since);
    }

    /// <summary>What a cut came to.</summary>
    private sealed record Seen(CallFigures Callers, CallFigures Cut, TimeSpan NewWorkLeft, long Struck, TimeSpan Stall)
    {
        public TimeSpan StreamsEnded => Cut.EndingWithin(Struck);
    }
}
