using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Limits;

/// <summary>
/// Holds one endpoint on this silo to its vendor's requests and tokens a minute, by the silo's share of them. A request is let in
/// while a request and any token are left, and what it takes beyond is owed: a large one is not starved by small ones. No minute,
/// wherever it begins, has more requests than the share. An endpoint without such limits costs one read. Thread-safe.
/// </summary>
public sealed class EndpointLimiter
{
    private const double AnyToken = 1;
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly LimitedRate _requests;
    private readonly LimitedRate _tokens;
    private readonly RateGuess _guess;

    // Only where there is a limit: it takes some thousand bytes.
    private MinuteWindow? _minute;
    private volatile bool _limited;

    // When the next request may go, on the clock of the time provider; 0 while one may go now.
    private long _fullUntil;
    private bool _wasFull;

    /// <summary>Makes one without limits.</summary>
    public EndpointLimiter(TimeProvider time)
    {
        _time = time;
        _requests = new LimitedRate(time);
        _tokens = new LimitedRate(time);
        _guess = new RateGuess(time);
    }

    /// <summary>Whether nothing is left for a request now. Where nothing is used up this is one read.</summary>
    public bool IsFull => Volatile.Read(ref _fullUntil) is not 0 and var until && until > _time.GetTimestamp();

    /// <summary>Time until something is left; zero when it is.</summary>
    public TimeSpan FullFor =>
        Volatile.Read(ref _fullUntil) is not 0 and var until && _time.GetTimestamp() is var now && until > now ? _time.GetElapsedTime(now, until) : TimeSpan.Zero;

    /// <summary>Whether something was learned that the other silos ought to know soon.</summary>
    public bool HasNews
    {
        get
        {
            lock (_lock)
            {
                return _requests.HasNews || _tokens.HasNews;
            }
        }
    }

    /// <summary>Holds to the catalogue's limits until the first lease is here.</summary>
    public void Await(EndpointLimits limits)
    {
        lock (_lock)
        {
            _requests.Await(limits.RequestsPerMinute);
            _tokens.Await(limits.TokensPerMinute);
            LookNeedsLock();
        }
    }

    /// <summary>Takes new shares.</summary>
    public void Take(RateLease? requests, RateLease? tokens)
    {
        lock (_lock)
        {
            _requests.Take(requests);
            _tokens.Take(tokens);
            if (_requests.Source == LimitSource.Estimated)
            {
                _requests.Guess(_guess.Now);
            }

            LookNeedsLock();
        }
    }

    /// <summary>Charges a request if it may go.</summary>
    /// <param name="charge">What it may take.</param>
    /// <param name="taken">The same, with what it was taken from: told when the request ends, lest a limit that was found out meanwhile is given what it never gave.</param>
    public bool TryTake(RateCharge charge, out RateCharge taken)
    {
        taken = charge with { TookRequest = false, TookTokens = false };
        if (!_limited)
        {
            return true;
        }

        lock (_lock)
        {
            taken = charge with { TookRequest = _requests.Limited, TookTokens = _tokens.Limited };
            var open = WaitNeedsLock() == TimeSpan.Zero;
            if (open)
            {
                MoveRequests(1);
                Move(_tokens, charge.Tokens);
            }

            LookNeedsLock();
            return open;
        }
    }

    /// <summary>The request took <paramref name="used"/> tokens; what it was charged is set right.</summary>
    public void Settle(RateCharge charge, long used) => Correct(0, charge.TookTokens ? used - charge.Tokens : 0);

    /// <summary>The upstream never took the request.</summary>
    public void GiveBack(RateCharge charge) => Correct(charge.TookRequest ? -1 : 0, charge.TookTokens ? -charge.Tokens : 0);

    /// <summary>Takes in what the vendor told in an answer's headers.</summary>
    public void Observe(ObservedRate requests, ObservedRate tokens)
    {
        if (!requests.Says && !tokens.Says)
        {
            return;
        }

        lock (_lock)
        {
            _requests.Observe(requests);
            _tokens.Observe(tokens);
            LookNeedsLock();
        }
    }

    /// <summary>The vendor refused for its rate: where no limit is known, one is guessed.</summary>
    /// <param name="perMinute">Requests that this silo sent by the minute until now.</param>
    public void Refused(double perMinute)
    {
        lock (_lock)
        {
            if (_requests.Limited && _requests.Source != LimitSource.Estimated)
            {
                return;
            }

            _guess.Refused(perMinute);
            _requests.Guess(_guess.Now);
            LookNeedsLock();
        }
    }

    /// <summary>What this silo needs, for its next lease.</summary>
    /// <param name="requests">Requests by the minute, those turned away included.</param>
    /// <param name="tokens">Tokens by the minute, likewise.</param>
    public (RateDemand Requests, RateDemand Tokens) Report(double requests, double tokens)
    {
        lock (_lock)
        {
            // Who was full would have taken more than it could count.
            var grown = _wasFull ? 1.5 : 1;
            _wasFull = Volatile.Read(ref _fullUntil) != 0;
            return (_requests.Report(requests * grown), _tokens.Report(tokens * grown));
        }
    }

    /// <summary>The two limits as they are now; null where there is none.</summary>
    public (RateStatus? Requests, RateStatus? Tokens) Read()
    {
        if (!_limited)
        {
            return default;
        }

        lock (_lock)
        {
            return (Status(_requests), Status(_tokens));
        }
    }

    private static RateStatus? Status(LimitedRate rate) =>
        rate.Limit is { } limit ? new RateStatus(limit, rate.Bucket.PerMinute, rate.Bucket.Level, rate.Source) : null;

    private static void Move(LimitedRate rate, double amount)
    {
        if (rate.Limited)
        {
            rate.Bucket.Take(amount);
        }
    }

    private void MoveRequests(double amount)
    {
        Move(_requests, amount);
        if (_requests.Limited && amount != 0)
        {
            (_minute ??= new MinuteWindow(_time)).Take(amount);
        }
    }

    private void Correct(double requests, double tokens)
    {
        if (!_limited)
        {
            return;
        }

        lock (_lock)
        {
            MoveRequests(requests);
            Move(_tokens, tokens);
            LookNeedsLock();
        }
    }

    private void LookNeedsLock()
    {
        _limited = _requests.Limited || _tokens.Limited;
        var wait = WaitNeedsLock();
        _wasFull |= wait > TimeSpan.Zero;
        Volatile.Write(ref _fullUntil, wait > TimeSpan.Zero ? _time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * _time.TimestampFrequency) : 0);
    }

    private TimeSpan WaitNeedsLock()
    {
        var requests = _requests.Limited ? Longer(_requests.Bucket.WaitFor(1), MinuteWait()) : TimeSpan.Zero;
        var tokens = _tokens.Limited ? _tokens.Bucket.WaitFor(AnyToken) : TimeSpan.Zero;
        return Longer(requests, tokens);
    }

    // A share of less than one request a minute serves one all the same. What was guessed is no limit of a vendor's.
    private TimeSpan MinuteWait() => _requests.Source == LimitSource.Estimated || _minute is null ? TimeSpan.Zero : _minute.WaitFor(Math.Max(1, _requests.Bucket.PerMinute) - 1);

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
