namespace Mesh.Load.Proxies;

/// <summary>The mesh beside its upstream alone, YARP and Portkey's gateway: each shape of load at each of them in turn, several rounds in one run.</summary>
internal static class ProxyCommand
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);

    /// <summary>Prints the report; exit code 1 when one of the mesh's bars is missed.</summary>
    /// <param name="rounds">Rounds, of which the median counts.</param>
    /// <param name="seconds">Length of one load.</param>
    /// <param name="portkey">Folder of Portkey's gateway; null to leave it out.</param>
    /// <param name="only">A part of the names of the shapes wanted; null for all.</param>
    public static async Task<int> RunAsync(int rounds, int seconds, string? portkey, string? only)
    {
        using var peers = await Peers.StartAsync(portkey);
        if (peers.Missing is { } missing)
        {
            Console.WriteLine(missing);
        }

        var shapes = LoadShape.All.Where(s => only is null || s.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToArray();
        foreach (var target in peers.Targets)
        {
            await ClosedLoop.RunAsync(target, target.Chat("unary", 300, streaming: false), 32, s_warmUp);
            await ClosedLoop.RunAsync(target, target.Chat("burst", 300, streaming: true), 32, s_warmUp);
        }

        var report = new ProxyReport();
        foreach (var shape in shapes)
        {
            // The runtime compiles anew what turns out to be busy: each shape has its own paths.
            foreach (var target in peers.Targets)
            {
                await shape.RunAsync(target, TimeSpan.FromSeconds(seconds));
            }

            for (var round = 0; round < rounds; round++)
            {
                foreach (var target in peers.Targets)
                {
                    report.Add(shape, target, await shape.RunAsync(target, TimeSpan.FromSeconds(seconds)));
                }
            }

            Console.Write(report.Table(shape));
        }

        Console.Write(report.Bars());
        return report.AllHold ? 0 : 1;
    }
}
