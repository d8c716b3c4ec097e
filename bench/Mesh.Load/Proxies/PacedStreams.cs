using System.Diagnostics;

namespace Mesh.Load.Proxies;

/// <summary>Many streams at once, each with an event every so often.</summary>
internal static class PacedStreams
{
    /// <summary>Runs <paramref name="streams"/> streams to their ends, begun evenly over <paramref name="ramp"/>.</summary>
    public static async Task<LoadSample> RunAsync(LoadTarget target, ReadOnlyMemory<byte> request, int streams, TimeSpan ramp)
    {
        var open = new List<WireConnection>();
        try
        {
            for (var i = 0; i < streams; i++)
            {
                open.Add(await WireConnection.OpenAsync(target.Port, default));
            }

            var (cpu, path) = (target.CpuSeconds, target.PathCpuSeconds);
            var began = Stopwatch.GetTimestamp();
            var done = await Task.WhenAll(open.Select((connection, i) => OneAsync(connection, request, ramp * i / streams)));
            return new LoadSample(
                [.. done.Select(d => d.Milliseconds).Order()],
                done.Sum(d => (long)d.Frames),
                done.Count(d => d.Status != 200),
                Stopwatch.GetElapsedTime(began).TotalSeconds,
                target.CpuSeconds - cpu,
                target.PathCpuSeconds - path,
                [.. done.Select(d => d.First).Order()],
                [.. done.SelectMany(d => d.Gaps).Order()]);
        }
        finally
        {
            foreach (var connection in open)
            {
                connection.Dispose();
            }
        }
    }

    private static async Task<(int Status, double Milliseconds, double First, int Frames, List<double> Gaps)> OneAsync(WireConnection connection, ReadOnlyMemory<byte> request, TimeSpan wait)
    {
        await Task.Delay(wait);
        var gaps = new List<double>();
        var watch = new FrameWatch(gaps);
        var sent = Stopwatch.GetTimestamp();
        var status = await connection.ExchangeAsync(request, watch, default);
        return (status, Stopwatch.GetElapsedTime(sent).TotalMilliseconds, watch.First.TotalMilliseconds, watch.Frames, gaps);
    }
}
