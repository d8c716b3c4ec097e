using Mesh.Routing.Load;
using Mesh.Simulation.Engines;
using Mesh.Simulation.Policies;
using Mesh.Simulation.Reports;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Routing.Tests.Simulation;

/// <summary>What the silos' rule does over minutes of traffic: slices of what <c>bench/Mesh.Simulation</c> shows in full.</summary>
public sealed class PlacementTests
{
    private const int Seeds = 3;
    private static readonly SyntheticTrace s_busy = new(Conversations: 2.6, Seconds: 400);

    [Fact]
    public void Mesh_ConversationsNearTheKnee_BeatsEveryOtherRule()
    {
        string[] rules = ["round robin", "random", "P2C requests", "least requests", "SGLang 0.5/32/1.1", "AIBrix 8/1s", "llm-d 3/2/2", "llm-d sticky", "Dynamo linear", "mesh"];

        var p90 = rules.Zip(FirstTokens([.. rules.Select(r => (Func<int, SimulationOptions>)(seed => Options(seed, r)))], 0.9)).ToDictionary(r => r.First, r => r.Second);

        Assert.All(p90.Where(r => r.Key != "mesh"), r => Assert.True(p90["mesh"] <= 1.05 * r.Value, $"{r.Key}: {r.Value:F2} s, mesh {p90["mesh"]:F2} s"));
        Assert.True(p90["round robin"] > 3 * p90["mesh"], $"{p90["round robin"]:F2} {p90["mesh"]:F2}");
    }

    [Fact]
    public void Mesh_TwoOfEightSlow_KeepsTheTailShort()
    {
        SimulationOptions Slow(int seed, string rule) => Options(seed, rule) with { Slowdowns = [(0, 1, 3), (0, 5, 3)] };

        var runs = Scene.Run([s => Slow(s, "least requests"), s => Slow(s, "mesh")], new SyntheticTrace(1.8, 400).Draw, Seeds);

        Assert.InRange(runs[1].Average(r => r.Whole(0.99)) / runs[0].Average(r => r.Whole(0.99)), 0, 0.7);
    }

    [Fact]
    public void Mesh_EightRoutersWithPrivateIndices_KeepsTheHitRate()
    {
        var runs = Scene.Run([s => Options(s, "mesh"), s => Options(s, "mesh") with { Routers = 8, Heads = true }, s => Options(s, "mesh") with { Routers = 8, Pinned = true }], s_busy.Draw, Seeds);
        var rates = runs.Select(r => r.Average(x => x.HitRate)).ToArray();

        Assert.True(rates[1] >= 0.9 * rates[0] && rates[2] >= 0.9 * rates[0], string.Join(' ', rates));
    }

    [Fact]
    public void Mesh_CountersOfThePeers_HelpWhileFreshAndDoNoHarmWhenFrozen()
    {
        SimulationOptions Eight(int seed, Sharing sharing) => Options(seed, "mesh") with { Routers = 8, Heads = true, Sharing = sharing };

        var p90 = FirstTokens([s => Eight(s, Sharing.Exact), s => Eight(s, new Sharing(0.2)), s => Eight(s, Sharing.Never), s => Eight(s, new Sharing(0.1, 60))], 0.9);

        Assert.True(p90[1] <= 1.4 * p90[0], $"200 ms {p90[1]:F2}, exact {p90[0]:F2}");
        Assert.True(p90[3] <= 1.2 * p90[2], $"frozen {p90[3]:F2}, never {p90[2]:F2}");
    }

    [Fact]
    public void Mesh_NothingToReuse_IsNoWorseThanByLoadAlone()
    {
        var trace = s_busy with { GoesOn = 0, Conversations = 6 };

        var runs = Scene.Run([s => Options(s, "least prefill tokens"), s => Options(s, "mesh")], trace.Draw, Seeds).Select(r => r.Average(x => x.FirstToken(0.9))).ToArray();

        Assert.True(runs[1] <= runs[0] + Math.Max(0.05, 0.2 * runs[0]), $"mesh {runs[1]:F2}, by load {runs[0]:F2}");
    }

    // All that begins in a minute begins in its first two seconds.
    [Fact]
    public void Mesh_ASecondAfterABurst_LeavesBacklogsEven()
    {
        var trace = new SyntheticTrace(8, 400) { Burst = 2, GoesOn = 0, First = 1500, MostPrompt = 8000 }.Draw(1);
        double[] looks = [.. Enumerable.Range(0, 6).Select(m => (60.0 * m) + 3)];

        var result = Replay.Run(trace, Options(1, "mesh") with { Looks = looks });

        Assert.True(result.Backlogs.Count(b => BurstReport.Ratio(b) > 0) >= 3);
        Assert.All(result.Backlogs, b => Assert.InRange(BurstReport.Ratio(b), 0, 2));
    }

    [Fact]
    public void Run_SameSeed_IsTheSame()
    {
        var trace = new SyntheticTrace(1, 60).Draw(4);

        var runs = Enumerable.Range(0, 2).Select(_ => Replay.Run(trace, Options(4, "mesh") with { Routers = 3, Sharing = new Sharing(0.2) })).ToArray();

        Assert.Equal(runs[0].Jobs.Select(j => (j.Engine, j.EndedAt)), runs[1].Jobs.Select(j => (j.Engine, j.EndedAt)));
        Assert.All(runs[0].Jobs, j => Assert.NotNull(j.EndedAt));
    }

    private static SimulationOptions Options(int seed, string rule) => new() { Policy = Scene.Policy(rule), Seed = seed };

    private static double[] FirstTokens(Func<int, SimulationOptions>[] settings, double share) =>
        [.. Scene.Run(settings, s_busy.Draw, Seeds).Select(runs => runs.Average(r => r.FirstToken(share)))];
}
