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
    private static readonly TimeSpan s_bar = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [ProgramFact("redis-server")]
    public async Task Worker_ThatStarts_ServesAtEveryEdgeWithinTenSecondsOfItsProcessStart()
    {
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape { Workers = 1, Catalog = TwoByTwo.Catalog, Engine = ["--engine", "vllm", "--tokens", "2", "--token-ms", "5"] });
        await using var stall = new MachineStall();
        var times = new List<TimeSpan>();
        for (var i = 0; i < Times; i++)
        {
            var worker = await cluster.PlaceWorkerAsync();
            var started = Stopwatch.GetTimestamp();
            await worker.BeginAsync();
            var steps = Task.WhenAll(SaidAsync(worker, "MeshSilo is ready", started), SaidAsync(worker, "it serves", started));
            foreach (var edge in cluster.Edges)
            {
                await AnswersAsync(edge, $"llama@{worker.Name}", started);
            }

            times.Add(Stopwatch.GetElapsedTime(started));
            var said = await steps;
            output.WriteLine($"{worker.Name}: its silo was up after {said[0].TotalSeconds:0.00} s, its engine measured after {said[1].TotalSeconds:0.00} s and answered at every edge after {times[^1].TotalSeconds:0.00} s");
            await worker.Process.KillAsync();
            await cluster.Engines[^1].Process.KillAsync();
        }

        output.WriteLine($"median {times.Order().ElementAt(Times / 2).TotalSeconds:0.00} s; the machine stalled for {stall.Longest.TotalMilliseconds:0} ms");
        Assert.InRange(times.Order().ElementAt(Times / 2), TimeSpan.Zero, s_bar + stall.Longest);
    }

    private static async Task<TimeSpan> SaidAsync(SiloProcess worker, string words, long since)
    {
        await worker.Process.SaysAsync(words);
        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task AnswersAsync(SiloProcess edge, string endpoint, long since)
    {
        while ((await ChatCall.MakeAsync(edge.Http, TwoByTwo.Body, null, CancellationToken.None)).Endpoint != endpoint)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < s_patience, $"{endpoint} does not answer at {edge.Name}:\n{edge.Process.Output}");
        }
    }
}
