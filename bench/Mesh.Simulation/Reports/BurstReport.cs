using System.Globalization;
using System.Text;
using Mesh.Simulation.Engines;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>How even the engines' backlogs are a second after a burst.</summary>
public static class BurstReport
{
    private const int Arrivals = 60;

    /// <summary>Runs it and gives the table.</summary>
    public static string Write(string folder)
    {
        var trace = Trace.Azure(Path.Combine(folder, "azure_llm_code.csv"), 8);
        var bursts = Bursts(trace);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### Azure code, 8 times its rate: {bursts.Length} seconds with {Arrivals} arrivals or more; backlogs 1 s after\n");
        text.AppendLine("| rule | judged | most, by the others' mean: median | worst | over twice |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var policy in Scene.Policies())
        {
            var result = Replay.Run(trace, new SimulationOptions { Policy = policy, Looks = bursts });
            double[] ratios = [.. result.Backlogs.Select(Ratio).Where(r => r > 0).Order()];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {policy.Name} | {ratios.Length} | {Table.Number(SimulationResult.At(ratios, 0.5))} | {Table.Number(ratios.Length == 0 ? 0 : ratios[^1])} | {ratios.Count(r => r > 2)} |");
        }

        return text.ToString();
    }

    /// <summary>A second after the end of each second in which many requests came.</summary>
    public static double[] Bursts(IReadOnlyList<TraceRequest> trace) =>
        [.. trace.GroupBy(r => (int)r.Arrives).Where(g => g.Count() >= Arrivals).Select(g => g.Key + 2.0)];

    /// <summary>The largest backlog by the mean of the others'; 0 where these have less than a step's work, which is nothing to be uneven about.</summary>
    public static double Ratio(long[] backlogs)
    {
        var most = backlogs.Max();
        var others = (backlogs.Sum() - most) / (double)(backlogs.Length - 1);
        return others < EngineProfile.StepTokens ? 0 : most / others;
    }
}
