using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>Engines that are slower than they were measured, which nobody tells the routers.</summary>
public static class DegradedReport
{
    private static readonly string[] s_rules = ["round robin", "P2C requests", "least requests", "llm-d 3/2/2", "llm-d sticky", "Dynamo linear", "SGLang 0.5/32/1.1", "AIBrix 8/1s", "mesh"];

    /// <summary>Runs both and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        (string Title, (double, int, double)[] Slowdowns)[] scenes =
        [
            ("Two of eight engines three times slower from the start", [(0, 1, 3), (0, 5, 3)]),
            ("One of eight turns five times slower after 600 s", [(600, 3, 5)]),
        ];
        return string.Join('\n', scenes.Select(scene => $"### {scene.Title} (Mooncake, twice its rate)\n\n{Table.Write(s_rules, Run(folder, seeds, scene.Slowdowns))}"));
    }

    private static SimulationResult[][] Run(string folder, int seeds, (double, int, double)[] slowdowns) => Scene.Run(
        [.. s_rules.Select(n => (Func<int, SimulationOptions>)(seed => new SimulationOptions { Policy = Scene.Policy(n), Seed = seed, Slowdowns = slowdowns }))],
        seed => Trace.Mooncake(Path.Combine(folder, "mooncake_conversation.jsonl"), 2, new Random(seed)),
        seeds);
}
