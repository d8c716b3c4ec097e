using Mesh.Simulation.Engines;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>Other hardware than that on which the constants were chosen.</summary>
public static class FleetReport
{
    private static readonly string[] s_rules = ["round robin", "least requests", "P2C requests", "llm-d 3/2/2", "llm-d sticky", "Dynamo linear", "SGLang 0.5/32/1.1", "AIBrix 8/1s", "mesh"];

    /// <summary>Runs it and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        (string Title, EngineProfile[] Engines, double Speed)[] fleets =
        [
            ("Eight of 8B on an H100, 3 times the rate", [.. Enumerable.Repeat(EngineProfile.Small, 8)], 3),
            ("Sixteen of 70B on eight H100, twice the rate", [.. Enumerable.Repeat(EngineProfile.Huge, 16)], 2),
            ("Four of 8B on an H100 and eight on an L40S, twice the rate", [.. Enumerable.Repeat(EngineProfile.Small, 4), .. Enumerable.Repeat(EngineProfile.Slow, 8)], 2),
        ];
        return string.Join('\n', fleets.Select(f => $"### {f.Title} (Mooncake)\n\n{Table.Write(s_rules, Run(folder, seeds, f.Engines, f.Speed))}"));
    }

    private static SimulationResult[][] Run(string folder, int seeds, EngineProfile[] engines, double speed) => Scene.Run(
        [.. s_rules.Select(n => (Func<int, SimulationOptions>)(seed => new SimulationOptions { Policy = Scene.Policy(n), Seed = seed, Engines = engines }))],
        seed => Trace.Mooncake(Path.Combine(folder, "mooncake_conversation.jsonl"), speed, new Random(seed)),
        seeds);
}
