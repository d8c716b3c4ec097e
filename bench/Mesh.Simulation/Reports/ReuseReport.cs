using System.Globalization;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>Traces without anything to reuse: there the rule must be no worse than going by load alone.</summary>
public static class ReuseReport
{
    private static readonly string[] s_rules = ["least requests", "llm-d 3/2/2", "llm-d sticky", "Dynamo linear", "least prefill tokens", "mesh"];

    /// <summary>Runs it and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        (string File, double Speed)[] traces = [("azure_llm_conv.csv", 8), ("azure_llm_conv.csv", 12), ("azure_llm_code.csv", 8), ("azure_llm_code.csv", 12)];
        return string.Join('\n', traces.Select(t => string.Create(CultureInfo.InvariantCulture, $"### {t.File}, {t.Speed} times its rate, no reuse\n\n{Table.Write(s_rules, Run(Path.Combine(folder, t.File), t.Speed, seeds))}")));
    }

    private static SimulationResult[][] Run(string file, double speed, int seeds) => Scene.Run(
        [.. s_rules.Select(n => (Func<int, SimulationOptions>)(seed => new SimulationOptions { Policy = Scene.Policy(n), Seed = seed }))],
        _ => Trace.Azure(file, speed),
        seeds);
}
