using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Limits;

/// <summary>This silo's side of one limit by the minute: its bucket, and what the vendor told since the last report. Not thread-safe.</summary>
internal sealed class LimitedRate(TimeProvider time)
{
    // A vendor whose bucket fills evenly says this much of a minute, or more; one that empties a window says less.
    private const double Evenly = 0.9;
    private readonly RateBucket _bucket = new(time);
    private double _started;
    private ObservedRate _observed;

    /// <summary>Whether there is a limit.</summary>
    public bool Limited => Limit is not null;

    /// <summary>What all silos may take in a minute; null without a limit.</summary>
    public double? Limit { get; private set; }

    /// <summary>Where the limit comes from.</summary>
    public LimitSource Source { get; private set; }

    /// <summary>Whether its share was granted, and is not a guess before the first lease.</summary>
    public bool Leased { get; private set; }

    /// <summary>The bucket.</summary>
    public RateBucket Bucket => _bucket;

    /// <summary>Whether something was learned that the other silos ought to know.</summary>
    public bool HasNews => Limited ? _observed.Left < _bucket.Capacity : _observed.Limit is not null;

    /// <summary>
    /// Before the first lease: a second's worth at once and the whole rate, so that a silo serves from its start. What it takes by
    /// then is charged to the lease.
    /// </summary>
    public void Await(double? limit)
    {
        if (Leased || Limit == limit || (Source == LimitSource.Estimated && limit is null))
        {
            return;
        }

        (Limit, Source) = (limit, LimitSource.Catalogue);
        _started = Math.Max(1, (limit ?? 0) / 60);
        _bucket.Rate(limit ?? 0);
        _bucket.StartAt(_started);
    }

    /// <summary>Takes a share.</summary>
    public void Take(RateLease? lease)
    {
        if (lease is null)
        {
            // A guess is the silo's own and no lease takes it away.
            if (Source != LimitSource.Estimated)
            {
                (Limit, Leased) = (null, false);
            }

            return;
        }

        if (!Leased)
        {
            var taken = Limited && Source == LimitSource.Catalogue ? Math.Max(0, _started - _bucket.Level) : 0;
            _bucket.Rate(lease.PerMinute);
            _bucket.StartAt(lease.Fill - taken);
        }

        (Limit, Source, Leased) = (lease.Limit, lease.Source, true);
        _bucket.Rate(lease.PerMinute);
        Bound(lease.Left, lease.HeldFor);
    }

    /// <summary>Takes a guess of what this silo may take in a minute.</summary>
    public void Guess(double? perMinute)
    {
        var fresh = !Limited;
        (Limit, Source) = (perMinute, LimitSource.Estimated);
        _bucket.Rate(perMinute ?? 0);
        if (fresh)
        {
            _bucket.LowerTo(0);
        }
    }

    /// <summary>Takes in what the vendor told: it never makes more of ours, only less.</summary>
    public void Observe(ObservedRate observed)
    {
        _observed = new ObservedRate(observed.Limit ?? _observed.Limit, observed.Left ?? _observed.Left, observed.Reset ?? _observed.Reset);
        if (Limit is { } limit && limit > 0 && observed.Left is { } left)
        {
            Bound(left * Math.Min(1, _bucket.PerMinute / limit), IsSpent(observed) ? observed.Reset.GetValueOrDefault() : TimeSpan.Zero);
        }
    }

    /// <summary>What is reported with the next request for a lease; the news are told once.</summary>
    public RateDemand Report(double wanted)
    {
        var observed = _observed;
        _observed = default;
        return new RateDemand(Leased ? _bucket.PerMinute : null, wanted, observed, _bucket.HeldFor);
    }

    private void Bound(double? left, TimeSpan heldFor)
    {
        if (left is { } level)
        {
            _bucket.LowerTo(level);
        }

        if (heldFor > TimeSpan.Zero)
        {
            _bucket.HoldFor(heldFor);
        }
    }

    // Spent for good until the window ends, and not only for as long as an even refill needs for the next request.
    private static bool IsSpent(ObservedRate observed) =>
        observed is { Left: { } left, Limit: { } limit, Reset: { } reset }
        && left < 1
        && reset.TotalSeconds < Evenly * 60 * (limit - left) / limit;
}
