using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>
/// Whether one endpoint may be asked from this silo: open after <see cref="FailuresToOpen"/> failures in a row, for 5 s and
/// twice as long after each failed probe, at most 300 s; then one probe at a time, whose outcome alone counts: requests
/// from before the opening say nothing of the endpoint now. A cooldown that the endpoint asked for is no failure. Thread-safe.
/// </summary>
public sealed class Circuit(TimeProvider time)
{
    /// <summary>Failures in a row that open it.</summary>
    public const int FailuresToOpen = 5;

    /// <summary>Longest time that it stays open or cools down.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();

    // Closed and not cooling, as far as anybody has looked: a decision asks every candidate, and most are always calm.
    private volatile bool _calm = true;
    private int _failures;
    private long _run;
    private int _openings;
    private bool _probing;
    private DateTimeOffset _openUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _coolUntil = DateTimeOffset.MinValue;

    /// <summary>The state now.</summary>
    public CircuitState State
    {
        get
        {
            lock (_lock)
            {
                return StateNeedsLock(time.GetUtcNow());
            }
        }
    }

    /// <summary>Whether a request may go out now, without taking the probe's place.</summary>
    public bool Admits
    {
        get
        {
            if (_calm)
            {
                return true;
            }

            lock (_lock)
            {
                return AdmitsNeedsLock();
            }
        }
    }

    /// <summary>Lets a request out if it may.</summary>
    /// <param name="probe">Whether it is half-open's probe; told with its end, once.</param>
    public bool TryEnter(out bool probe)
    {
        lock (_lock)
        {
            var admitted = AdmitsNeedsLock();
            probe = admitted && _openings > 0;
            _probing |= probe;
            return admitted;
        }
    }

    /// <summary>The request went well.</summary>
    public void Succeed(bool probe = false)
    {
        lock (_lock)
        {
            if (CountsNeedsLock(probe))
            {
                (_failures, _openings) = (0, 0);
                _run++;
            }
        }
    }

    /// <summary>The request ended and says nothing about the endpoint (the caller's fault, or it went away).</summary>
    public void Forget(bool probe = false)
    {
        lock (_lock)
        {
            CountsNeedsLock(probe);
        }
    }

    /// <summary>The endpoint failed.</summary>
    /// <returns>The run of failures that this one belongs to, for <see cref="Retract"/>.</returns>
    public long Fail(bool probe = false)
    {
        lock (_lock)
        {
            var run = _run;
            if (CountsNeedsLock(probe) && (++_failures >= FailuresToOpen || probe))
            {
                var open = s_first * Math.Pow(2, Math.Min(_openings, 10));
                _calm = false;
                _openUntil = time.GetUtcNow() + (open < Longest ? open : Longest);
                _openings++;
                _failures = 0;
                _run++;
            }

            return run;
        }
    }

    /// <summary>A failure was the request's fault: it no longer counts towards opening. One that opened the circuit stays.</summary>
    /// <param name="run">What <see cref="Fail"/> gave.</param>
    public void Retract(long run)
    {
        lock (_lock)
        {
            _failures -= run == _run && _failures > 0 ? 1 : 0;
        }
    }

    /// <summary>The endpoint wants to be left alone; the longer wish wins.</summary>
    public void CoolDown(TimeSpan duration)
    {
        lock (_lock)
        {
            _calm = false;
            var until = time.GetUtcNow() + (duration < Longest ? duration : Longest);
            _coolUntil = until > _coolUntil ? until : _coolUntil;
        }
    }

    // Gives the probe's place back, and says whether an outcome counts.
    private bool CountsNeedsLock(bool probe)
    {
        _probing &= !probe;
        return probe || _openings == 0;
    }

    private bool AdmitsNeedsLock()
    {
        var state = StateNeedsLock(time.GetUtcNow());
        _calm = state == CircuitState.Closed;
        return _calm || (state == CircuitState.HalfOpen && !_probing);
    }

    private CircuitState StateNeedsLock(DateTimeOffset now) =>
        now < _openUntil || now < _coolUntil ? CircuitState.Open
        : _openings > 0 ? CircuitState.HalfOpen
        : CircuitState.Closed;
}
