using Mesh.Contracts.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>
/// Who holds which share of an endpoint's concurrency. Live shares, and requests that outlive their share, never add up to more than
/// the limit: a newcomer gets what is free, and what a silo gives up is free once it asks again and has let go of it. Shares follow
/// what silos want; the places that are left over by division, which are all of them where silos are more than places, go round.
/// </summary>
internal sealed class EndpointLeases(TimeSpan duration)
{
    // How long a place that went round stays before another silo's turn: long beside the tenth of a second in which it moves and is of no use.
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(4);

    // A place more than a silo needs now, for the next request; who needs none now would take this one.
    private const int Spare = 1;
    private readonly Dictionary<string, Holder> _holders = [];
    private readonly Dictionary<string, DateTimeOffset> _turns = [];

    /// <summary>Whether a share is on its way from one silo to another: leases had better be short.</summary>
    public bool Moving { get; private set; }

    /// <summary>Whether the silo that asked last has less than half of its part, since others hold it.</summary>
    public bool Short { get; private set; }

    /// <summary>Grants <paramref name="silo"/> its share.</summary>
    /// <param name="silo">Who asks.</param>
    /// <param name="limit">What all may have together.</param>
    /// <param name="demand">What the silo has and wants.</param>
    /// <param name="sharers">Fewest silos to divide by, for when not all holders are known.</param>
    /// <param name="now">The time.</param>
    public int Grant(string silo, int limit, EndpointDemand demand, int sharers, DateTimeOffset now)
    {
        foreach (var gone in _holders.Where(h => h.Value.Until <= now && h.Key != silo).Select(h => h.Key).ToArray())
        {
            _holders.Remove(gone);
            _turns.Remove(gone);
        }

        var before = _holders.GetValueOrDefault(silo);
        _holders[silo] = before with { Wanted = Math.Max(0, demand.ConcurrencyWanted) + Spare, Until = now + duration };
        var (fair, inTurn) = sharers > _holders.Count ? (AmongUnknown(silo, limit, demand.Concurrency, sharers), false) : Target(silo, limit, now);
        var free = Math.Max(0, limit - _holders.Where(h => h.Key != silo).Sum(h => h.Value.Booked));
        var share = Math.Min(fair, free);
        if (share > 0 && (!_turns.ContainsKey(silo) || (inTurn && share == fair && !IsInTurn(silo, now))))
        {
            _turns[silo] = now;
        }

        _holders[silo] = _holders[silo] with { Share = share, Booked = Math.Max(share, Math.Max(demand.Concurrency ?? 0, demand.InFlight)) };
        Moving = share < fair || _holders.Values.Any(h => h.Share == 0 || h.Booked > h.Share);
        Short = 2 * share < fair;
        return share;
    }

    /// <summary>Forgets all leases: there is no limit any more.</summary>
    public void Clear()
    {
        _holders.Clear();
        _turns.Clear();
        (Moving, Short) = (false, false);
    }

    /// <summary>The live shares by silo.</summary>
    public Dictionary<string, int> Live(DateTimeOffset now) => _holders.Where(h => h.Value.Until > now).ToDictionary(h => h.Key, h => h.Value.Share);

    // An equal part, and no more than was held: what the others hold is not known.
    private int AmongUnknown(string silo, int limit, int? held, int sharers)
    {
        var rank = _holders.Keys.Count(other => string.CompareOrdinal(other, silo) < 0);
        return Math.Min(held ?? limit, (limit / sharers) + (rank < limit % sharers ? 1 : 0));
    }

    // Whole places by want, and whether one of them is a turn. Places that are left over by division go to silos that would have
    // none, then to those that want more than they have, in turn.
    private (int Share, bool InTurn) Target(string silo, int limit, DateTimeOffset now)
    {
        var wants = _holders.Values.Select(h => (double)h.Wanted).ToArray();
        var whole = _holders.ToDictionary(h => h.Key, h => (int)Math.Floor(FairShares.Of(limit, h.Value.Wanted, wants) + 1e-9));
        bool Lacks(string n) => whole[n] < _holders[n].Wanted;
        var next = _holders.Keys
            .OrderByDescending(n => whole[n] == 0 && limit >= whole.Count)
            .ThenByDescending(n => Lacks(n) && _holders[n].Wanted > Spare)
            .ThenByDescending(Lacks)
            .ThenByDescending(n => Lacks(n) && IsInTurn(n, now))
            .ThenBy(n => Lacks(n) ? _turns.GetValueOrDefault(n) : default)
            .ThenBy(n => n, StringComparer.Ordinal)
            .Take(limit - whole.Values.Sum());
        return next.Contains(silo) ? (whole[silo] + 1, Lacks(silo)) : (whole[silo], false);
    }

    private bool IsInTurn(string silo, DateTimeOffset now) => _turns.TryGetValue(silo, out var since) && now - since < s_turn;

    private readonly record struct Holder(int Share, int Booked, int Wanted, DateTimeOffset Until);
}
