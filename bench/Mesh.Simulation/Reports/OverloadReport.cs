using System.Globalization;
using System.Text;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Simulation.Engines;
using Mesh.Simulation.Policies;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>What becomes of classes and tenants at and beyond the knee: the highest rate at which nine of ten first tokens come within <see cref="KneeSeconds"/>.</summary>
public static class OverloadReport
{
    /// <summary>What the knee is measured by.</summary>
    public const double KneeSeconds = 2;

    /// <summary>An answer whose first token comes later is none.</summary>
    public const double GoodSeconds = 10;

    private const double Critical = 0.2;
    private const double Sheddable = 0.35;

    /// <summary>Runs it and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        var file = Path.Combine(folder, "mooncake_conversation.jsonl");
        var knee = Knee(seed => speed => Trace.Mooncake(file, speed, new Random(seed)));
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### Classes beyond the knee ({knee:F2} times Mooncake's rate): a fifth critical, 35% sheddable\n");
        text.AppendLine("| by the knee | critical p99 | standard p99 | sheddable p99 | critical refused | standard refused | sheddable refused | good answers a second |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var load in (double[])[0.8, 1, 1.25, 1.5])
        {
            var runs = Scene.Run([Options], seed => Classes(Trace.Mooncake(file, load * knee, new Random(seed)), seed), seeds).Single();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {load} | {Cells(runs)} |");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"\n### A tenant at ten times the others' rate (eight tenants)\n");
        text.AppendLine("| load by the knee with all alike | others' p90, all alike | others' p90, one at ten times | ratio | refused of the others | refused of the one |\n| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var load in (double[])[0.4, 0.6, 0.8])
        {
            var alike = Scene.Run([Options], seed => Tenants(file, load * knee, seed, 1), seeds).Single();
            var greedy = Scene.Run([Options], seed => Tenants(file, load * knee, seed, 10), seeds).Single();
            double before = alike.Average(r => Others(r, 0.9)), after = greedy.Average(r => Others(r, 0.9));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {load} | {Table.Number(before)} | {Table.Number(after)} | {after / before:F2} | {greedy.Average(r => Refused(r, j => j.Request.Tenant != 0)):P1} | {greedy.Average(r => Refused(r, j => j.Request.Tenant == 0)):P1} |");
        }

        return text.ToString();
    }

    /// <summary>With admission, by the silos' rules.</summary>
    public static SimulationOptions Options(int seed) => new() { Policy = new MeshPolicy(), Seed = seed, Admission = LoadTuning.Default };

    /// <summary>Gives the requests of a trace classes.</summary>
    public static TraceRequest[] Classes(TraceRequest[] trace, int seed)
    {
        var random = new Random(seed);
        return [.. trace.Select(r => random.NextDouble() is var drawn && drawn < Critical ? r with { Class = WorkClass.Critical } : drawn > 1 - Sheddable ? r with { Class = WorkClass.Sheddable } : r)];
    }

    /// <summary>Eight tenants; the first one asks so many times as often as each of the others, whose requests are always the same.</summary>
    public static TraceRequest[] Tenants(string file, double speed, int seed, int times)
    {
        // An eighth of the trace's conversations is each tenant's; the first one's come again under other names.
        var trace = Trace.Mooncake(file, speed, new Random(seed)).Select(r => r with { Tenant = r.Conversation % 8 }).ToArray();
        var end = trace[^1].Arrives;
        var random = new Random(seed);
        var more = Enumerable.Range(1, times - 1).SelectMany(copy => trace.Where(r => r.Tenant == 0).Select(r => r with
        {
            Arrives = random.NextDouble() * end,
            Conversation = r.Conversation + (copy << 20),
            Blocks = [.. r.Blocks.Select(b => Trace.Hash(b + (ulong)copy))],
        }));
        return [.. trace.Concat(more).OrderBy(r => r.Arrives)];
    }

    /// <summary>Percentile of the time to the first token of all tenants but the first.</summary>
    public static double Others(SimulationResult result, double share) => FirstToken(result, j => j.Request.Tenant != 0, share);

    /// <summary>Percentile of the time to the first token of some.</summary>
    public static double FirstToken(SimulationResult result, Func<Job, bool> of, double share)
    {
        double[] times = [.. result.Jobs.Where(j => j.FirstAt is not null && of(j)).Select(j => j.FirstAt!.Value - j.Request.Arrives).Order()];
        return SimulationResult.At(times, share);
    }

    /// <summary>Share of some that was refused.</summary>
    public static double Refused(SimulationResult result, Func<Job, bool> of) => result.Jobs.Where(of).Average(j => j.Refused ? 1.0 : 0);

    /// <summary>Answers a second whose first token came in time.</summary>
    public static double Good(SimulationResult result) =>
        result.Jobs.Count(j => j.FirstAt - j.Request.Arrives <= GoodSeconds) / result.Jobs[^1].Request.Arrives;

    /// <summary>The knee of a trace, to within 0.02 times its rate.</summary>
    public static double Knee(Func<int, Func<double, TraceRequest[]>> trace)
    {
        double low = 1, high = 4;
        while (high - low > 0.02)
        {
            var middle = (low + high) / 2;
            var late = Scene.Run([seed => new SimulationOptions { Policy = new MeshPolicy(), Seed = seed }], seed => trace(seed)(middle), 2).Single().Average(r => r.FirstToken(0.9));
            (low, high) = late <= KneeSeconds ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static string Cells(SimulationResult[] runs)
    {
        var classes = Enum.GetValues<WorkClass>();
        return string.Join(" | ", [
            .. classes.Select(c => Table.Number(runs.Average(r => FirstToken(r, j => j.Request.Class == c, 0.99)))),
            .. classes.Select(c => runs.Average(r => Refused(r, j => j.Request.Class == c)).ToString("P1", CultureInfo.InvariantCulture)),
            Table.Number(runs.Average(Good)),
        ]);
    }
}
