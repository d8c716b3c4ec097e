using Mesh.Contracts.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>
/// When one endpoint is probed: only while a silo asks for it, every 1 to 2 s at first and, the longer it lasts, more seldom,
/// down to every 30 s.
/// </summary>
internal sealed class ProbeSchedule(Func<double> draw)
{
    private static readonly TimeSpan s_interest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_brisk = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private DateTimeOffset _asked = DateTimeOffset.MinValue;
    private DateTimeOffset _since;
    private DateTimeOffset _ended;
    private long _number;
    private bool _passed;

    /// <summary>A silo wants to know; gives what is known. The first who asks after a pause begins anew.</summary>
    public EndpointProbe Ask(DateTimeOffset now)
    {
        _since = IsWanted(now) ? _since : now;
        _asked = now;
        return Last(now);
    }

    /// <summary>What the last probe said.</summary>
    public EndpointProbe Last(DateTimeOffset now) => new(_number, _passed, _number == 0 ? TimeSpan.Zero : now - _ended);

    /// <summary>Whether a silo still wants to know.</summary>
    public bool IsWanted(DateTimeOffset now) => now - _asked < s_interest;

    /// <summary>A probe ended.</summary>
    public void Ended(bool passed, DateTimeOffset now) => (_number, _passed, _ended) = (_number + 1, passed, now);

    /// <summary>The pause before the next probe.</summary>
    public TimeSpan Pause(DateTimeOffset now)
    {
        var pause = TimeSpan.FromSeconds(1 + draw()) * Math.Max(1, (now - _since) / s_brisk);
        return pause < s_longest ? pause : s_longest;
    }
}
