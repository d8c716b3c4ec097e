using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers;

/// <summary>
/// Tells one process of an engine from the next: by the start time that it tells, else by counters that begin anew, else by the
/// worker's own clock at the moment when it came. Not thread-safe.
/// </summary>
internal sealed class EngineEpoch(TimeProvider time)
{
    // It is told in seconds with a fraction, which is rounded on its way.
    private const long SameMilliseconds = 10;
    private bool _told;
    private double? _promptTokens;

    /// <summary>Milliseconds of Unix time.</summary>
    public long Value { get; private set; }

    /// <summary>Another process is there, as is known otherwise.</summary>
    public void Renew() => (Value, _told, _promptTokens) = (time.GetUtcNow().ToUnixTimeMilliseconds(), false, null);

    /// <summary>Takes a reading; true when it is of another process than the last one.</summary>
    public bool IsAnother(GaugeReading reading)
    {
        var (former, wasTold, tokens) = (Value, _told, _promptTokens);
        _promptTokens = reading[GaugeMeaning.PromptTokens] ?? _promptTokens;
        if (reading[GaugeMeaning.StartTime] is { } start)
        {
            (Value, _told) = ((long)(start * 1000), true);
            return wasTold && Math.Abs(Value - former) > SameMilliseconds;
        }

        if (reading[GaugeMeaning.PromptTokens] < tokens)
        {
            Renew();
            return true;
        }

        return false;
    }
}
