namespace Mesh.Grains.Endpoints;

/// <summary>
/// Calls long leases back when a silo has to wait for what others hold, such as one that has just joined: left alone they would ask
/// only when two thirds of their leases are gone. At most once a second, whatever silos want.
/// </summary>
/// <param name="longest">How long a lease runs while no share is on its way.</param>
internal sealed class LeaseRecall(TimeSpan longest)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private DateTimeOffset _longUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _called = DateTimeOffset.UnixEpoch;

    /// <summary>The last call; 0 before the first. Its time, so that no other activation of the grain has the same one.</summary>
    public long Number => _called.ToUnixTimeMilliseconds();

    /// <summary>A lease was granted; gives whether the others are to be called.</summary>
    /// <param name="isLong">Whether it is a long one.</param>
    /// <param name="isShort">Whether its silo has far less than its part, which others hold.</param>
    /// <param name="now">The time.</param>
    public bool Granted(bool isLong, bool isShort, DateTimeOffset now)
    {
        _longUntil = isLong ? now + longest : _longUntil;
        if (!isShort || now >= _longUntil || now - _called < s_pause)
        {
            return false;
        }

        (_called, _longUntil) = (now, now);
        return true;
    }
}
