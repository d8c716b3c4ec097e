using Mesh.Contracts.Endpoints;
using Mesh.Routing.Limits;

namespace Mesh.Grains.Endpoints;

/// <summary>
/// Who holds which share of a limit by the minute. Live shares never add up to more than the limit: a share that shrinks counts in
/// full until its silo asks again, which proves that it took the smaller one. What may go at once is rationed too: a silo's
/// first lease fills its bucket only out of the burst that nobody else holds. So all silos together take at most the limit and one
/// burst in any minute (<see cref="RateBucket.Burst"/>), and one request a silo more; when the grain has moved, or a silo starts,
/// its own first burst may come on top, once.
/// </summary>
internal sealed class RateLeases(TimeSpan duration)
{
    // A figure that no answer has confirmed for so long is no longer believed.
    private static readonly TimeSpan s_believed = TimeSpan.FromMinutes(10);
    private readonly Dictionary<string, Holder> _holders = [];
    private (double Limit, DateTimeOffset Until)? _observed;
    private (double Left, DateTimeOffset At)? _left;
    private DateTimeOffset _heldUntil = DateTimeOffset.MinValue;
    private (double Level, DateTimeOffset At)? _burst;

    /// <summary>Whether a share is on its way from one silo to another: leases had better be short.</summary>
    public bool Moving { get; private set; }

    /// <summary>Whether the silo that asked last has less than half of its part, since others hold it.</summary>
    public bool Short { get; private set; }

    /// <summary>Grants <paramref name="silo"/> its share; null without a limit.</summary>
    /// <param name="silo">Who asks.</param>
    /// <param name="catalogue">The catalogue's limit; what a vendor tells never raises it.</param>
    /// <param name="demand">What the silo needs and learned.</param>
    /// <param name="sharers">Fewest silos to divide by, for when not all holders are known.</param>
    /// <param name="now">The time.</param>
    public RateLease? Grant(string silo, double? catalogue, RateDemand demand, int sharers, DateTimeOffset now)
    {
        Learn(demand, now);
        if (Limit(catalogue, now) is not var (limit, source))
        {
            Clear();
            return null;
        }

        foreach (var gone in _holders.Where(h => h.Value.Until <= now || h.Key == silo).Select(h => h.Key).ToArray())
        {
            _holders.Remove(gone);
        }

        var burst = Burst(limit, demand.Held is null, now);
        var known = _holders.Count + 1;
        var free = Math.Max(0, limit - _holders.Values.Sum(h => h.Booked));
        var wants = _holders.Values.Select(h => h.Wanted).Append(demand.Wanted).ToArray();
        var fair = FairShares.Of(limit * known / Math.Max(known, sharers), demand.Wanted, wants);
        var share = Math.Min(fair, free);
        var fill = demand.Held is null ? Math.Min(burst, share * RateBucket.Burst) : 0;
        _burst = (burst - fill, now);
        _holders[silo] = new Holder(share, Math.Max(share, demand.Held ?? 0), demand.Wanted, now + duration);
        Moving = share < 0.95 * fair || _holders.Values.Any(h => h.Booked > 1.05 * h.Share);
        Short = 2 * share < fair;
        return new RateLease(limit, share, fill, LeftFor(limit, share, now), _heldUntil > now ? _heldUntil - now : TimeSpan.Zero, source);
    }

    /// <summary>The live shares by silo.</summary>
    public Dictionary<string, double> Live(DateTimeOffset now) => _holders.Where(h => h.Value.Until > now).ToDictionary(h => h.Key, h => h.Value.Share);

    private void Clear()
    {
        _holders.Clear();
        (_burst, _left, Moving, Short) = (null, null, false, false);
    }

    private void Learn(RateDemand demand, DateTimeOffset now)
    {
        if (demand.Observed.Limit is { } limit)
        {
            _observed = (limit, now + s_believed);
        }

        if (demand.Observed.Left is { } left)
        {
            _left = (left, now);
        }

        var until = now + (demand.HeldFor < RateBucket.Longest ? demand.HeldFor : RateBucket.Longest);
        _heldUntil = until > _heldUntil ? until : _heldUntil;
    }

    private (double Limit, LimitSource Source)? Limit(double? catalogue, DateTimeOffset now)
    {
        double? observed = _observed is { } seen && seen.Until > now ? seen.Limit : null;
        return (catalogue, observed) switch
        {
            ({ } said, null) => (said, LimitSource.Catalogue),
            ({ } said, { } told) => told < said ? (told, LimitSource.Observed) : (said, LimitSource.Catalogue),
            (null, { } told) => (told, LimitSource.Observed),
            _ => null,
        };
    }

    // The burst that no live share holds. A grain whose first asker has a share already has moved here, and knows of none.
    private double Burst(double limit, bool isNew, DateTimeOffset now)
    {
        var free = Math.Max(0, limit - _holders.Values.Sum(h => h.Booked));
        var level = _burst is { } burst ? burst.Level + ((now - burst.At).TotalSeconds * free / 60)
            : isNew ? limit * RateBucket.Burst
            : 0;
        return Math.Min(level, free * RateBucket.Burst);
    }

    // What the vendor has left grows by the minute's rate since it said so.
    private double? LeftFor(double limit, double share, DateTimeOffset now)
    {
        if (_left is not { } told || told.Left + ((now - told.At).TotalSeconds * limit / 60) is var left && left >= limit)
        {
            _left = null;
            return null;
        }

        return left * share / limit;
    }

    private readonly record struct Holder(double Share, double Booked, double Wanted, DateTimeOffset Until);
}
