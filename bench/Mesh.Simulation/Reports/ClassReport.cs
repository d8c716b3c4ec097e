using System.Globalization;
using System.Text;
using Mesh.Contracts.Routing;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>What becomes of the classes at and beyond the knee.</summary>
public static class ClassReport
{
    /// <summary>An answer whose first token comes later is none.</summary>
    public const double GoodSeconds = 10;

    private static readonly double[] s_loads = [0.8, 1, 1.25, 1.5, 2];
    private static readonly (string Title, double Critical, double Sheddable)[] s_mixes = [("a fifth critical, 35% sheddable", 0.2, 0.35), ("a tenth critical, half sheddable", 0.1, 0.5)];

    /// <summary>Runs it and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        var text = new StringBuilder();
        foreach (var scene in OverloadScene.All(folder))
        {
            foreach (var (title, critical, sheddable) in s_mixes)
            {
                Write(text, scene, title, _ => (critical, sheddable), seeds);
            }

            // The others' load grows alone, and with it the whole.
            Write(text, scene, "critical as at 0.8, sheddable 35% and standard the rest", load => (0.2 * Math.Min(1, 0.8 / load), 0.35), seeds);
        }

        return text.ToString();
    }

    /// <summary>Gives the requests of a trace classes.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="seed">Draws them.</param>
    /// <param name="critical">Share of critical ones.</param>
    /// <param name="sheddable">Share of sheddable ones.</param>
    public static TraceRequest[] Classes(TraceRequest[] trace, int seed, double critical = 0.2, double sheddable = 0.35)
    {
        var random = new Random(seed);
        return [.. trace.Select(r => random.NextDouble() is var drawn && drawn < critical ? r with { Class = WorkClass.Critical } : drawn > 1 - sheddable ? r with { Class = WorkClass.Sheddable } : r)];
    }

    /// <summary>Percentile of a class's time to the first token.</summary>
    public static double FirstToken(SimulationResult result, WorkClass workClass, double share) => result.FirstToken(share, j => j.Request.Class == workClass);

    /// <summary>Answers a second whose first token came in time.</summary>
    public static double Good(SimulationResult result) =>
        result.Jobs.Count(j => j.FirstAt - j.Request.Arrives <= GoodSeconds) / result.Jobs[^1].Request.Arrives;

    private static void Write(StringBuilder text, OverloadScene scene, string title, Func<double, (double Critical, double Sheddable)> mix, int seeds)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"### Classes, {scene.Title} (knee {scene.Knee:F2} times the rate): {title}\n");
        text.AppendLine("| by the knee | critical p90 | critical p99 | by that at 0.8 | by that at the knee | standard p90 | standard p99 | sheddable p90 | critical refused | standard refused | sheddable refused | good answers a second |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        double? calm = null, knee = null;
        foreach (var load in s_loads)
        {
            var (critical, sheddable) = mix(load);
            var runs = scene.Run((trace, seed) => Classes(trace, seed, critical, sheddable), load, seeds);
            double Mean(WorkClass c, double share) => runs.Average(r => FirstToken(r, c, share));
            var p99 = Mean(WorkClass.Critical, 0.99);
            calm ??= p99;
            knee ??= load >= 1 ? p99 : null;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {load} | {Table.Number(Mean(WorkClass.Critical, 0.9))} | {Table.Number(p99)} | {p99 / calm:F2} | {p99 / knee:F2} | {Table.Number(Mean(WorkClass.Standard, 0.9))} | {Table.Number(Mean(WorkClass.Standard, 0.99))} | {Table.Number(Mean(WorkClass.Sheddable, 0.9))} | {Refused(runs, WorkClass.Critical)} | {Refused(runs, WorkClass.Standard)} | {Refused(runs, WorkClass.Sheddable)} | {Table.Number(runs.Average(Good))} |");
        }

        text.AppendLine();
    }

    private static string Refused(SimulationResult[] runs, WorkClass workClass) =>
        runs.Average(r => r.Refused(j => j.Request.Class == workClass)).ToString("P1", CultureInfo.InvariantCulture);
}
