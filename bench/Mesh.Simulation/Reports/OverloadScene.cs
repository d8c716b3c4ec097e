using System.Collections.Concurrent;
using Mesh.Routing.Load;
using Mesh.Simulation.Engines;
using Mesh.Simulation.Policies;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>A trace and engines that can be loaded beyond their knee: the highest rate at which nine of ten first tokens come within <see cref="KneeSeconds"/> when everything goes out at once.</summary>
/// <param name="Title">How it is called in tables.</param>
/// <param name="Trace">Makes the trace of a seed so many times faster than it was.</param>
/// <param name="Engines">What serves it.</param>
public sealed record OverloadScene(string Title, Func<int, double, TraceRequest[]> Trace, IReadOnlyList<EngineProfile> Engines)
{
    /// <summary>What the knee is measured by.</summary>
    public const double KneeSeconds = 2;

    // Within this much of a trace's rate the knee is found.
    private const double Near = 0.02;
    private const int KneeSeeds = 2;
    private static readonly ConcurrentDictionary<string, double> s_knees = new();

    /// <summary>Times the trace's rate at the knee.</summary>
    public double Knee => s_knees.GetOrAdd(Title, _ => FindKnee());

    /// <summary>The scenes of the tables.</summary>
    public static OverloadScene[] All(string folder) =>
    [
        new("Mooncake", (seed, speed) => Traces.Trace.Mooncake(Path.Combine(folder, "mooncake_conversation.jsonl"), speed, new Random(seed)), [.. Enumerable.Repeat(EngineProfile.Large, 8)]),
        new("Mooncake, four of 8B on an H100 and eight on an L40S", (seed, speed) => Traces.Trace.Mooncake(Path.Combine(folder, "mooncake_conversation.jsonl"), speed, new Random(seed)), [.. Enumerable.Repeat(EngineProfile.Small, 4), .. Enumerable.Repeat(EngineProfile.Slow, 8)]),
        new("Azure conversations", (_, speed) => Traces.Trace.Azure(Path.Combine(folder, "azure_llm_conv.csv"), speed), [.. Enumerable.Repeat(EngineProfile.Large, 8)]),
    ];

    /// <summary>Runs with admission, by the silos' rules.</summary>
    /// <param name="trace">Makes what comes, from a seed and the trace at a speed.</param>
    /// <param name="load">Times the knee.</param>
    /// <param name="seeds">How many.</param>
    public SimulationResult[] Run(Func<TraceRequest[], int, TraceRequest[]> trace, double load, int seeds)
    {
        var speed = load * Knee;
        return Scene.Run([seed => Options(seed) with { Engines = Engines }], seed => trace(Trace(seed, speed), seed), seeds).Single();
    }

    /// <summary>With admission, by the silos' rules.</summary>
    public static SimulationOptions Options(int seed) => new() { Policy = new MeshPolicy(), Seed = seed, Admission = LoadTuning.Default };

    private double FindKnee()
    {
        double low = 0.5, high = 32;
        while (high - low > Near)
        {
            var middle = (low + high) / 2;
            var runs = Scene.Run([seed => new SimulationOptions { Policy = new MeshPolicy(), Seed = seed, Engines = Engines }], seed => Trace(seed, middle), KneeSeeds).Single();
            (low, high) = runs.Average(r => r.FirstToken(0.9)) <= KneeSeconds ? (middle, high) : (low, middle);
        }

        return low;
    }
}
