using System.Globalization;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>Every rule on the same trace.</summary>
public static class PolicyReport
{
    /// <summary>Runs it and gives the table.</summary>
    public static string Write(string folder, int seeds, double speed)
    {
        var names = Scene.Policies().Select(p => p.Name).ToArray();
        var results = Scene.Run(
            [.. names.Select(n => (Func<int, SimulationOptions>)(seed => new SimulationOptions { Policy = Scene.Policy(n), Seed = seed }))],
            seed => Trace.Mooncake(Path.Combine(folder, "mooncake_conversation.jsonl"), speed, new Random(seed)),
            seeds);
        return string.Create(CultureInfo.InvariantCulture, $"### Mooncake conversations, {speed} times their rate, 8 engines, {seeds} seeds\n\n{Table.Write(names, results)}");
    }
}
