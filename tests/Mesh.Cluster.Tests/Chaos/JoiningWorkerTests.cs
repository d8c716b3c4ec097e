using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>A node comes beside those that are there: how long until its engine answers at every edge, with the catalogue as it is.</summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class JoiningWorkerTests(ITestOutputHelper output)
{
    private const int Times = 5;

    // Processors that silos at rest use together at most; they compile on more.
    private const double Rest = 0.5;
    private static readonly TimeSpan s_bar = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private int _asked;

    [ProgramFact("redis-server")]
    public async Task Worker_ThatStarts_ServesAtEveryEdgeWithinTenSecondsOfItsProcessStart()
    {
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape { Workers = 1, Catalog = TwoByTwo.Catalog, Engine = ["--engine", "vllm", "--tokens", "2", "--token-ms", "5"] });
        await using var stall = new MachineStall();
        await SettleAsync(cluster);
        var times = new List<TimeSpan>();
        for (var i = 0; i < Times; i++)
        {
            var worker = await cluster.PlaceWorkerAsync();
            var started = Stopwatch.GetTimestamp();
            await worker.BeginAsync();
            var steps = Task.WhenAll(SaidAsync(worker, "MeshSilo is ready", started), SaidAsync(worker, "it serves", started));
            await Task.WhenAll(cluster.Edges.Select(edge => AnswersAsync(edge, $"llama@{worker.Name}", started)));

            times.Add(Stopwatch.GetElapsedTime(started));
            var said = await steps;
            output.WriteLine($"{worker.Name}: its silo was up after {said[0].TotalSeconds:0.00} s, its engine measured after {said[1].TotalSeconds:0.00} s and answered at every edge after {times[^1].TotalSeconds:0.00} s");
            await worker.Process.KillAsync();
            await cluster.Engines[^1].Process.KillAsync();
        }

        output.WriteLine($"median {times.Order().ElementAt(Times / 2).TotalSeconds:0.00} s; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        Assert.InRange(times.Order().ElementAt(Times / 2), TimeSpan.Zero, s_bar + stall.Longest);
    }

    // Silos that have just started compile for a minute what they run, and the newcomer would have to share its processors with that.
    private async Task SettleAsync(ClusterProcesses cluster)
    {
        var started = Stopwatch.GetTimestamp();
        TimeSpan used;
        do
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, "the cluster does not come to rest");
            var (began, before) = (Stopwatch.GetTimestamp(), Processor(cluster));
            await Task.WhenAll(cluster.Edges.Select(edge => CallAsync(edge, _ => Stopwatch.GetElapsedTime(began) >= s_window)));
            used = Processor(cluster) - before;
        }
        while (used > Rest * s_window);

        output.WriteLine($"settled after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private static TimeSpan Processor(ClusterProcesses cluster) => cluster.Silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.Process.Processor);

    private static async Task<TimeSpan> SaidAsync(SiloProcess worker, string words, long since)
    {
        await worker.Process.SaysAsync(words);
        return Stopwatch.GetElapsedTime(since);
    }

    private Task AnswersAsync(SiloProcess edge, string endpoint, long since) => CallAsync(edge, call =>
    {
        Assert.True(Stopwatch.GetElapsedTime(since) < s_patience, $"{endpoint} does not answer at {edge.Name}:\n{edge.Process.Output}");
        return call.Endpoint == endpoint;
    });

    // Each call asks something new: what was asked before stays where it is cached. Few of them, so that they do not take the processors that the worker starts on.
    private async Task CallAsync(SiloProcess edge, Func<ChatCall, bool> isLast)
    {
        using var pause = new PeriodicTimer(s_pause);
        while (!isLast(await ChatCall.MakeAsync(edge.Http, Body($"{Interlocked.Increment(ref _asked)} times hello"), null, CancellationToken.None)))
        {
            await pause.WaitForNextTickAsync();
        }
    }

    private static string Body(string prompt) => $$"""{"model":"llama-3.1-8b","stream":true,"messages":[{"role":"user","content":"{{prompt}}"}]}""";
}
