using System.Diagnostics;

namespace Mesh.Load.Proxies;

/// <summary>Connections that each send the next request when the answer to the last is here.</summary>
internal static class ClosedLoop
{
    /// <summary>Loads <paramref name="target"/> for a while.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="request">The prepared request.</param>
    /// <param name="connections">Connections at once.</param>
    /// <param name="duration">How long new requests are begun.</param>
    public static async Task<LoadSample> RunAsync(LoadTarget target, ReadOnlyMemory<byte> request, int connections, TimeSpan duration)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => WireConnection.OpenAsync(target.Port, default)));
        var (cpu, path) = (target.CpuSeconds, target.PathCpuSeconds);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var done = await Task.WhenAll(open.Select(connection => Task.Run(() => LoopAsync(connection, request, began, duration))));
            return new LoadSample(
                [.. done.SelectMany(d => d.Milliseconds).Order()],
                done.Sum(d => d.Frames),
                done.Sum(d => d.Faults),
                Stopwatch.GetElapsedTime(began).TotalSeconds,
                target.CpuSeconds - cpu,
                target.PathCpuSeconds - path,
                [.. done.SelectMany(d => d.FirstFrames).Order()],
                []);
        }
        finally
        {
            foreach (var connection in open)
            {
                connection.Dispose();
            }
        }
    }

    private static async Task<(List<double> Milliseconds, List<double> FirstFrames, long Frames, int Faults)> LoopAsync(WireConnection connection, ReadOnlyMemory<byte> request, long began, TimeSpan duration)
    {
        var (milliseconds, firsts, frames, faults) = (new List<double>(), new List<double>(), 0L, 0);
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            var watch = new FrameWatch();
            var status = await connection.ExchangeAsync(request, watch, default);
            faults += status == 200 ? 0 : 1;
            milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            firsts.Add(watch.First.TotalMilliseconds);
            frames += watch.Frames;
        }

        return (milliseconds, firsts, frames, faults);
    }
}
