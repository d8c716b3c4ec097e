using System.Globalization;
using Mesh.Load.Proxies;

namespace Mesh.Load.Relaying;

/// <summary>What the hop over a worker's relay costs: an edge and a worker beside a silo that asks the engine itself.</summary>
internal static class RelayCommand
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);
    private static readonly string[] s_shapes = ["whole answers, prompt 300 B, 32 connections", "streams in bursts, 1 connection", "streams in bursts, 32 connections", "1,000 paced streams"];

    /// <summary>Prints the report; exit code 1 when a bar is missed.</summary>
    /// <param name="rounds">Rounds, of which the median counts.</param>
    /// <param name="seconds">Length of one load.</param>
    public static async Task<int> RunAsync(int rounds, int seconds)
    {
        using var bed = await RelayBed.StartAsync();
        foreach (var target in bed.Targets)
        {
            await ClosedLoop.RunAsync(target, target.Chat("unary", 300, streaming: false), 32, s_warmUp);
            await ClosedLoop.RunAsync(target, target.Chat("burst", 300, streaming: true), 32, s_warmUp);
        }

        var report = new ProxyReport();
        foreach (var shape in LoadShape.All.Where(s => s_shapes.Contains(s.Name)))
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

    private static bool Bars(ProxyReport report)
    {
        Console.WriteLine("\n### Bars\n\n| bar | bound | measured | holds |\n|---|--:|--:|---|");
        var paced = s_shapes[^1];
        return s_shapes[1..].Aggregate(true, (all, shape) => Bar($"CPU a frame of edge and worker beside no hop, {shape}", 2, report.Ratio(shape, RelayBed.Relayed, RelayBed.Local, s => s.CpuPerFrame)) && all)
            & Bar("frames/s beside direct, 1,000 paced streams", 0.9, report.Ratio(paced, RelayBed.Relayed, "direct", s => s.FrameRate), atLeast: true);
    }

    private static bool Bar(string name, double bound, double? measured, bool atLeast = false)
    {
        var holds = atLeast ? measured >= bound : measured <= bound;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | at {(atLeast ? "least" : "most")} {bound:0.00} | {measured:0.00} | {(holds ? "yes" : "no")} |"));
        return holds;
    }
}
