using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>
/// Faults drawn by chance, one after the other, under load. A run is made of slices of <c>MESH_CHAOS_SECONDS</c>; with
/// <c>MESH_CHAOS_STATE</c> they add up in a file over any number of runs.
/// </summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class RandomFaultTests(TwoByTwo scene, ITestOutputHelper output) : IClassFixture<TwoByTwo>
{
    private static readonly TimeSpan s_slice = Lengths.Of("MESH_CHAOS_SECONDS", 300);
    private static readonly TimeSpan s_noticed = TimeSpan.FromSeconds(2);
    private readonly List<(string Silo, long From, long To)> _gone = [];

    [ProgramFact("redis-server")]
    public async Task Slice_OfRandomFaults_EndsEveryCallTypedAndLeavesTheClusterWhole()
    {
        var file = Environment.GetEnvironmentVariable("MESH_CHAOS_STATE");
        var before = RunFile.Read<ChaosState>(file);
        var (random, faults) = (new Random(before.Slices), before.Faults.ToDictionary());
        await using var callers = scene.Call();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_slice)
        {
            await Task.Delay(TimeSpan.FromSeconds(3 + (random.NextDouble() * 5)));
            var fault = await StrikeAsync(random);
            faults[fault] = faults.GetValueOrDefault(fault) + 1;
            await scene.WholeAsync();
        }

        var all = await callers.EndAsync();
        var lost = all.Wrong.Where(IsLostWithItsEdge).ToHashSet();
        var after = before with
        {
            Slices = before.Slices + 1,
            Seconds = before.Seconds + Stopwatch.GetElapsedTime(began).TotalSeconds,
            Faults = faults,
            Calls = before.Calls + all.Calls.Count,
            Whole = before.Whole + all.Whole,
            Interrupted = before.Interrupted + all.Failed.Count(c => c.Call.End == CallEnd.Interrupted),
            Refused = before.Refused + all.Failed.Count(c => c.Call.End == CallEnd.Refused),
            LostWithTheirEdge = before.LostWithTheirEdge + lost.Count,
            Wrong = before.Wrong + all.Wrong.Count - lost.Count,
        };
        RunFile.Write(file, after);
        output.WriteLine($"{all}\nall slices: {after}");
        Assert.DoesNotContain(all.Wrong, c => !lost.Contains(c));
    }

    private async Task<string> StrikeAsync(Random random)
    {
        var cluster = scene.Cluster;
        switch (random.Next(7))
        {
            case 0:
                var engine = cluster.Engines[random.Next(2)];
                await engine.Process.KillAsync();
                await Task.Delay(random.Next(3000));
                await engine.RestartAsync();
                return "engine killed";
            case 1:
                return await WhileGoneAsync(cluster.Workers[random.Next(2)], "worker killed", s => s.Process.KillAsync(), s => s.StartAsync());
            case 2:
                return await WhileGoneAsync(cluster.Edges[random.Next(2)], "edge killed", s => s.Process.KillAsync(), s => s.StartAsync());
            case 3:
                return await WhileGoneAsync(cluster.Edges[random.Next(2)], "edge terminated", s => s.Process.TerminateAsync(), s => s.StartAsync());
            case 4:
                return await WhileGoneAsync(cluster.Workers[random.Next(2)], "worker terminated", s => s.Process.TerminateAsync(), s => s.StartAsync());
            case 5:
                // Shorter than what a silo is taken for dead after.
                return await WhileGoneAsync(cluster.Silos.ElementAt(random.Next(4)), "silo halted", async s =>
                {
                    await s.Process.PauseAsync();
                    await Task.Delay(random.Next(200, 1500));
                }, s => s.Process.ContinueAsync());
            default:
                await cluster.Redis.BounceAsync(TimeSpan.FromMilliseconds(random.Next(5000)));
                return "redis killed";
        }
    }

    private async Task<string> WhileGoneAsync(SiloProcess silo, string fault, Func<SiloProcess, Task> strike, Func<SiloProcess, Task> mend)
    {
        var from = Stopwatch.GetTimestamp();
        await strike(silo);
        await mend(silo);
        _gone.Add((silo.Name, from, Stopwatch.GetTimestamp()));
        return fault;
    }

    // It was under way when its edge went, or began before a balancer could know.
    private bool IsLostWithItsEdge(SentCall call) => _gone.Any(g =>
        g.Silo == call.Silo && call.Call.Ended >= g.From && call.Call.Began <= g.From + (long)(s_noticed.TotalSeconds * Stopwatch.Frequency));
}
