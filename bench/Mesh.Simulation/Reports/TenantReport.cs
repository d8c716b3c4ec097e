using System.Globalization;
using System.Text;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Reports;

/// <summary>What the other tenants feel of one that asks ten times as often as each of them.</summary>
public static class TenantReport
{
    private const int Count = 8;
    private const int Times = 10;
    private static readonly double[] s_loads = [0.4, 0.6, 0.8];

    /// <summary>Runs it and gives the tables.</summary>
    public static string Write(string folder, int seeds)
    {
        var text = new StringBuilder();
        foreach (var scene in OverloadScene.All(folder))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"### A tenant at ten times the others' rate (eight tenants), {scene.Title}\n");
            text.AppendLine("| load by the knee with all alike | others' p90, all alike | others' p90, one at ten times | ratio | others' p99, by that with all alike | refused of the others | refused of the one | the one's p90 | its tokens by the others' |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            foreach (var load in s_loads)
            {
                Write(text, scene, load, seeds);
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    /// <summary>Eight tenants; the first one asks so many times as often as each of the others, whose requests are always the same.</summary>
    /// <param name="trace">An eighth of its conversations is each tenant's; the first one's come again under other names.</param>
    /// <param name="seed">Spreads these.</param>
    /// <param name="times">How often they come.</param>
    public static TraceRequest[] Tenants(TraceRequest[] trace, int seed, int times)
    {
        trace = [.. trace.Select(r => r with { Tenant = r.Conversation % Count })];
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
    public static double Others(SimulationResult result, double share) => result.FirstToken(share, j => j.Request.Tenant != 0);

    private static void Write(StringBuilder text, OverloadScene scene, double load, int seeds)
    {
        var alike = scene.Run((trace, seed) => Tenants(trace, seed, 1), load, seeds);
        var greedy = scene.Run((trace, seed) => Tenants(trace, seed, Times), load, seeds);
        double Ratio(double share) => greedy.Average(r => Others(r, share)) / alike.Average(r => Others(r, share));
        text.AppendLine(CultureInfo.InvariantCulture, $"| {load} | {Table.Number(alike.Average(r => Others(r, 0.9)))} | {Table.Number(greedy.Average(r => Others(r, 0.9)))} | {Ratio(0.9):F2} | {Ratio(0.99):F2} | {greedy.Average(r => r.Refused(j => j.Request.Tenant != 0)):P1} | {greedy.Average(r => r.Refused(j => j.Request.Tenant == 0)):P1} | {Table.Number(greedy.Average(r => r.FirstToken(0.9, j => j.Request.Tenant == 0)))} | {greedy.Average(Served):F2} |");
    }

    // Ten sevenths when all is served.
    private static double Served(SimulationResult result)
    {
        double Of(Func<int, bool> tenant) => result.Jobs.Where(j => !j.Refused && tenant(j.Request.Tenant)).Sum(j => (double)j.Request.Prompt + j.Request.Answer);
        return Of(t => t == 0) / Of(t => t != 0);
    }
}
