using System.Globalization;
using Mesh.Load.Proxies;

namespace Mesh.Load.Relaying;

/// <summary>What the hop over a worker's relay costs: an edge and a worker beside a silo that asks the engine itself.</summary>
internal static class RelayCommand
{
    private const string Whole = "whole answers, prompt 300 B, 32 connections";
    private const string Bursts = "streams in bursts, 32 connections";
    private const string Paced = "1,000 paced streams";
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);
    private static readonly string[] s_shapes = [Whole, Bursts, Paced];

    /// <summary>Prints the report; exit code 1 when a bar is missed.</summary>
    /// <param name="rounds">Rounds, of which the median counts.</param>
    /// <param name="seconds">Length of one load.</param>
    /// <param name="only">Only shapes whose name holds this; null for all.</param>
    public static async Task<int> RunAsync(int rounds, int seconds, string? only = null)
    {
        using var bed = await RelayBed.StartAsync();
        foreach (var target in bed.Targets)
        {
            await ClosedLoop.RunAsync(target, target.Chat("unary", 300, streaming: false), 32, s_warmUp);
            await ClosedLoop.RunAsync(target, target.Chat("burst", 300, streaming: true), 32, s_warmUp);
        }

        var report = new ProxyReport();
        foreach (var shape in LoadShape.All.Where(s => s_shapes.Contains(s.Name) && (only is null || s.Name.Contains(only, StringComparison.Ordinal))))
        {
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var target in bed.Targets)
                {
                    var sample = await shape.RunAsync(target, TimeSpan.FromSeconds(seconds));

                    // The runtime compiles anew what turns out to be busy: each shape has its own paths.
                    if (round > 0)
                    {
                        report.Add(shape, target, sample);
                    }
                }
            }

            Console.Write(report.Table(shape));
        }

        return Bars(report) ? 0 : 1;
    }

    // The silos alone are the stricter measure; the whole path, client and engine included, is what frames are measured on beside other proxies.
    private static bool Bars(ProxyReport report)
    {
        Console.WriteLine("\n### Bars\n\n| figure | bound | measured | holds |\n|---|--:|--:|---|");
        Bar("CPU of a whole answer in the silos beside no hop", null, Beside(target => report.Figure(Whole, target, s => s.CpuPerThousand)));
        Bar("CPU a frame in the silos beyond that of a whole answer beside no hop, in bursts, 32 connections", null, Beside(target => report.Figure(Bursts, target, s => s.CpuPerThousand) - report.Figure(Whole, target, s => s.CpuPerThousand)));
        return Bar("CPU a frame in the silos beside no hop, in bursts, 32 connections", 2, Beside(target => report.Figure(Bursts, target, s => s.CpuPerFrame)))
            & Bar("CPU a frame on the whole path beside no hop, in bursts, 32 connections", 2, Beside(target => report.Figure(Bursts, target, s => s.PathCpuPerFrame)))
            & Bar("CPU a frame in the silos beside no hop, 1,000 paced streams", 2, Beside(target => report.Figure(Paced, target, s => s.CpuPerFrame)))
            & Bar("CPU a frame on the whole path beside no hop, 1,000 paced streams", 2, Beside(target => report.Figure(Paced, target, s => s.PathCpuPerFrame)))
            & Bar("frames/s beside direct, 1,000 paced streams", 0.9, report.Figure(Paced, RelayBed.Relayed, s => s.FrameRate) / report.Figure(Paced, "direct", s => s.FrameRate), atLeast: true);
    }

    private static double? Beside(Func<string, double?> figure) => figure(RelayBed.Relayed) / figure(RelayBed.Local);

    private static bool Bar(string name, double? bound, double? measured, bool atLeast = false)
    {
        if (measured is null)
        {
            return true;
        }

        var holds = bound is null || (atLeast ? measured >= bound : measured <= bound);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {(bound is null ? "" : $"at {(atLeast ? "least" : "most")} {bound:0.00}")} | {measured:0.00} | {(bound is null ? "" : holds ? "yes" : "no")} |"));
        return holds;
    }
}
