namespace Mesh.Grains.Endpoints;

/// <summary>
/// Who holds which share of a limit. The shares of live leases never add up to more than the limit: a newcomer gets what is
/// free, and its fair share once the others have renewed. Fair shares use the limit up: the remainder goes to the first names.
/// </summary>
internal sealed class EndpointLeases(TimeSpan duration)
{
    private readonly Dictionary<string, (int Share, DateTimeOffset Until)> _leases = [];

    /// <summary>Grants <paramref name="silo"/> its share.</summary>
    /// <param name="silo">Who asks.</param>
    /// <param name="limit">What all may have together.</param>
    /// <param name="sharers">Fewest silos to divide by, for when not all holders are known.</param>
    /// <param name="now">The time.</param>
    public int Grant(string silo, int limit, int sharers, DateTimeOffset now)
    {
        foreach (var gone in _leases.Where(l => l.Value.Until <= now || l.Key == silo).Select(l => l.Key).ToArray())
        {
            _leases.Remove(gone);
        }

        var divisor = Math.Max(_leases.Count + 1, sharers);
        var rank = _leases.Keys.Count(other => string.CompareOrdinal(other, silo) < 0);
        var fair = (limit / divisor) + (rank < limit % divisor ? 1 : 0);
        var free = Math.Max(0, limit - _leases.Values.Sum(l => l.Share));
        var share = Math.Min(free, fair);
        _leases[silo] = (share, now + duration);
        return share;
    }

    /// <summary>Forgets all leases: there is no limit any more.</summary>
    public void Clear() => _leases.Clear();

    /// <summary>The live shares by silo.</summary>
    public Dictionary<string, int> Live(DateTimeOffset now) => _leases.Where(l => l.Value.Until > now).ToDictionary(l => l.Key, l => l.Value.Share);
}
