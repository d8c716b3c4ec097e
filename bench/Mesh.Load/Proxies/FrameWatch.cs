using System.Diagnostics;

namespace Mesh.Load.Proxies;

/// <summary>Counts the events of a stream as they pass, and the time to the first and between reads. One stream's; not thread-safe.</summary>
internal sealed class FrameWatch
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly List<double>? _gaps;
    private long _last;
    private bool _afterLineEnd;

    /// <param name="gaps">Takes the milliseconds between reads that held an event's end; null when nobody asks.</param>
    public FrameWatch(List<double>? gaps = null) => _gaps = gaps;

    /// <summary>Events so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Time to the first event; zero before it.</summary>
    public TimeSpan First { get; private set; }

    public void Take(ReadOnlySpan<byte> body)
    {
        var before = Frames;
        foreach (var b in body)
        {
            if (b == (byte)'\n')
            {
                Frames += _afterLineEnd ? 1 : 0;
                _afterLineEnd = !_afterLineEnd;
            }
            else
            {
                _afterLineEnd = false;
            }
        }

        if (Frames == before)
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        if (before == 0)
        {
            First = Stopwatch.GetElapsedTime(_began, now);
        }
        else
        {
            _gaps?.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
        }

        _last = now;
    }
}
