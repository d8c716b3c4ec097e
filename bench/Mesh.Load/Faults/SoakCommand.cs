using System.Diagnostics;
using System.Globalization;
using Mesh.Load.Processes;
using Mesh.Silo.Hosting;

namespace Mesh.Load.Faults;

/// <summary>
/// Half of what an upstream of 20 places and 200 ms can take, for as long as wished, with one request in a hundred for each fault:
/// does memory grow, and is every request accounted exactly once, ours against the upstream's own count?
/// </summary>
internal static class SoakCommand
{
    private const double PerSecond = 50;
    private const double MostSlope = 0.05;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(25);

    /// <summary>Exit code 1 when memory grows by more than 5% over the run's last two thirds, or an account does not add up.</summary>
    public static async Task<int> RunAsync(double minutes)
    {
        using var upstream = await UpstreamProcess.StartAsync("--tokens", "5", "--deltas", "2000", "--concurrency", "20", "--first-token-ms", "200");
        using var mesh = await MeshProcess.StartAsync(FaultLoad.Catalog(upstream.Url, FreePorts.Next()));
        await upstream.ControlAsync(FaultLoad.Wish);
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        var tally = new CallTally();
        var loop = new OpenLoop(PerSecond, async arrival => tally.Add(await ChatCall.MakeAsync(mesh.Http, FaultLoad.Body(arrival.Number), null, CancellationToken.None)));
        var running = loop.RunAsync(end.Token);
        var memory = new List<(double Seconds, double Bytes)>();
        var heap = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); !end.IsCancellationRequested;)
        {
            await Task.Delay(s_between, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            memory.Add((Stopwatch.GetElapsedTime(began).TotalSeconds, mesh.ResidentBytes));
            heap.Add((await mesh.MetricsAsync()).Sum("dotnet_gc_last_collection_heap_size_bytes"));
        }

        await running;

        // What was abandoned ends by its watchdogs.
        await Task.Delay(s_rest);
        var slope = Slope([.. memory.Skip(memory.Count / 3)]);
        var account = new SoakAccount(loop.Begun, tally, await mesh.MetricsAsync(), await upstream.CountsAsync());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minutes:0.#} minutes at {PerSecond:0} requests/s: {loop.Begun} requests, {tally}, {loop.Skipped} not made; resident {memory[0].Bytes / 1e6:0} MB at first, {memory[^1].Bytes / 1e6:0} MB at last, slope {slope:+0.0%;-0.0%} over the last two thirds; heap after a collection {heap[heap.Count / 3] / 1e6:0} MB after a third, {heap[^1] / 1e6:0} MB at last"));
        Console.WriteLine(tally.Reasons());
        Console.WriteLine(account);
        return slope < MostSlope && loop.Skipped == 0 && account.AddsUp ? 0 : 1;
    }

    // By least squares, over the span that is looked at, as a share of the mean.
    private static double Slope((double Seconds, double Bytes)[] points)
    {
        if (points.Length < 3)
        {
            return 0;
        }

        var (x, y) = (points.Average(p => p.Seconds), points.Average(p => p.Bytes));
        var perSecond = points.Sum(p => (p.Seconds - x) * (p.Bytes - y)) / points.Sum(p => (p.Seconds - x) * (p.Seconds - x));
        return perSecond * (points[^1].Seconds - points[0].Seconds) / y;
    }
}
