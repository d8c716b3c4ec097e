namespace Mesh.Routing.Health;

/// <summary>A clock that only goes forward, as a time span: one origin for all circuits of a process, exact in whole ticks.</summary>
internal static class Monotonic
{
    public static TimeSpan Elapsed(this TimeProvider time)
    {
        var (frequency, stamp) = (time.TimestampFrequency, time.GetTimestamp());
        var (seconds, rest) = Math.DivRem(stamp, frequency);
        return new TimeSpan((seconds * TimeSpan.TicksPerSecond) + (rest * TimeSpan.TicksPerSecond / frequency));
    }
}
