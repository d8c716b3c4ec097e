using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>
/// The mind of a circuit: closed with its counts, or in an outage, with or without a cooldown. Single-threaded: its circuit
/// locks, and reads the clock. A period is the time between two changes of mind; what a request of an earlier one tells is old news.
/// </summary>
internal sealed class Breaker(Circuit owner, Func<double>? draw)
{
    private const double LeastShare = 0.1;
    private const double TrialTimesBound = 4;
    private static readonly TimeSpan s_slowStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_leastTrial = TimeSpan.FromSeconds(2);
    private readonly Tally _tally = new();
    private readonly Paces _paces = new();
    private Outage? _outage;
    private TimeSpan? _backSince;
    private long _period;
    private long _periods;

    public bool WantsProbe => _outage is { WantsProbe: true };

    public bool IsCalm(TimeSpan now) => _outage is null && !Cools(now) && Share(now) >= 1;

    public CircuitState State(TimeSpan now) =>
        Cools(now) ? CircuitState.Open
        : _outage is not { } outage ? CircuitState.Closed
        : now >= outage.Until ? CircuitState.HalfOpen
        : Keeps(outage) ? CircuitState.Suspect
        : CircuitState.Open;

    public CircuitCause Cause(TimeSpan now) => Cools(now) ? CircuitCause.CoolingDown : _outage?.Cause ?? CircuitCause.None;

    public TimeSpan OutFor(TimeSpan now)
    {
        var until = _outage is { } outage && outage.Until > owner.CoolUntil ? outage.Until : owner.CoolUntil;
        return until > now ? until - now : TimeSpan.Zero;
    }

    public bool Admits(TimeSpan now) => !Cools(now) && (_outage is not { } outage || outage.MayTry(now) || Keeps(outage));

    public Standing Standing(TimeSpan now) =>
        !Admits(now) ? new(false, false, 1, Cause(now))
        : _outage is not { } outage ? new(true, false, Share(now), CircuitCause.None)
        : new(true, !outage.MayTry(now), 1, outage.Cause);

    /// <summary>Lets a request out that <see cref="Admits"/> allows; says whether it is the trial.</summary>
    public bool Enter(TimeSpan now) => _outage is { } outage && outage.MayTry(now) && (outage.TrialOut = true);

    public Flight Begin(TimeSpan now, bool trial, bool isStream)
    {
        var flight = new Flight(now, _period, trial, isStream);
        _paces.Of(flight).Add(flight);
        if (trial && _outage is { TrialOut: true } outage)
        {
            outage.Trial = flight;
        }

        return flight;
    }

    public void FirstFrame(Flight flight, TimeSpan now)
    {
        if (!flight.Waits)
        {
            return;
        }

        var pace = _paces.Of(flight);
        pace.Remove(flight);
        if (flight.Period == _period && _outage is null)
        {
            owner.LastInTime = pace.Arrive(flight, now) ? now : owner.LastInTime;
        }
        else if (IsTrial(flight) && IsLateTrial(flight, now))
        {
            Open(CircuitCause.Slow, hard: false, now);
        }
        else if (IsTrial(flight) && _outage!.EndsWithFirstFrame)
        {
            Close(now);
        }
    }

    public void Succeed(Flight flight, TimeSpan now)
    {
        FirstFrame(flight, now);
        if (IsTrial(flight))
        {
            Close(now);
        }
        else if (flight.Period == _period && _outage is null)
        {
            _tally.Succeed(now);
        }
    }

    public void Forget(Flight flight)
    {
        _paces.Of(flight).Remove(flight);
        Forget(IsTrial(flight));
    }

    public void Forget(bool trial)
    {
        if (trial && _outage is { } outage)
        {
            (outage.TrialOut, outage.Trial) = (false, null);
        }
    }

    public Failure? Fail(Flight flight, CircuitCause cause, TimeSpan now)
    {
        _paces.Of(flight).Remove(flight);
        if (flight.Period != _period)
        {
            return null;
        }

        var refused = cause == CircuitCause.Unreachable;
        if (_outage is { } outage)
        {
            return FailInOutage(outage, flight, cause, now);
        }

        var failure = new Failure(_period, _tally.Run, _tally.Fail(now, refused), IsTrial: false, Level: 0);
        if (_tally.TooMany)
        {
            Open(cause, _tally.Refused, now);
        }

        return failure;
    }

    public void Retract(in Failure failure, TimeSpan now)
    {
        if (failure.IsTrial && _outage?.Before == failure.Period)
        {
            _outage.TakeBack(failure.Level, now);
        }
        else if (!failure.IsTrial && failure.Period == (_outage?.Before ?? _period))
        {
            _tally.Retract(now, failure);
            if (_outage is { IsCounted: true } && !_tally.TooMany)
            {
                (_outage, _period, owner.IsOut) = (null, failure.Period, false);
            }
        }
    }

    public bool TakeOut(Flight flight, CircuitCause cause, TimeSpan now)
    {
        _paces.Of(flight).Remove(flight);
        var known = _outage is { IsAlert: true };
        if (flight.Period != _period || (known && !IsTrial(flight)))
        {
            return false;
        }

        Open(cause, hard: true, now);
        return !known;
    }

    public void StartAnew(TimeSpan now)
    {
        owner.CoolUntil = TimeSpan.MinValue;
        Close(now);
    }

    public void CoolDown(TimeSpan duration, TimeSpan now)
    {
        var until = now + BackOff.AtLeast(duration, Draw());
        owner.CoolUntil = until > owner.CoolUntil ? until : owner.CoolUntil;
    }

    public void Probed(long number, bool passed, TimeSpan at, TimeSpan now)
    {
        if (_outage is not { WantsProbe: true } outage || at < outage.Began || !outage.Hears(number))
        {
            return;
        }

        if (passed)
        {
            outage.Pass(now);
        }
        else
        {
            outage.Miss();
            owner.IsOut = true;
        }
    }

    public (double? Streams, double? Whole) Usual() => _paces.Usual();

    public (TimeSpan Since, long Period)? LookAtAges((double? Streams, double? Whole) others, TimeSpan now)
    {
        var since = _paces.Look(now, _period, others);
        if (_outage is { } back && back.IsThereAgain(now))
        {
            Close(now);
            return null;
        }

        if (_outage is { } outage)
        {
            since = outage.Trial is { Waits: true } trial && IsLateTrial(trial, now) ? trial.Began : null;
        }

        return since is null ? null : (since.Value, _period);
    }

    public void TakeOutSlow(long period, TimeSpan now)
    {
        if (period == _period)
        {
            Open(CircuitCause.Slow, hard: false, now);
        }
    }

    private double Draw() => draw?.Invoke() ?? 0;

    private bool Cools(TimeSpan now) => now < owner.CoolUntil;

    // Out on statistics only, and the cap or the want of any other endpoint keeps it in.
    private bool Keeps(Outage outage) => !outage.IsHard && (outage.IsHeld || owner.IsLastResort);

    private double Share(TimeSpan now) => _backSince is { } since ? Math.Clamp((now - since) / s_slowStart, LeastShare, 1) : 1;

    private bool IsTrial(Flight flight) => _outage is { } outage && ReferenceEquals(outage.Trial, flight);

    // One that was not slow before may take its time: an engine that starts anew is cold.
    private bool IsLateTrial(Flight trial, TimeSpan now)
    {
        if (_paces.Of(trial).Bound is not { } bound)
        {
            return false;
        }

        var cold = TrialTimesBound * bound;
        var patience = _outage!.IsForSlowness ? bound : cold > s_leastTrial ? cold : s_leastTrial;
        return now - trial.Began > patience && owner.AnotherIsInTime(trial.Began);
    }

    private Failure? FailInOutage(Outage outage, Flight flight, CircuitCause cause, TimeSpan now)
    {
        var refused = cause == CircuitCause.Unreachable;
        if (IsTrial(flight))
        {
            var failure = new Failure(_period, _tally.Run, 0, IsTrial: true, outage.Level);
            Open(cause, refused, now);
            return failure;
        }

        // A suspect's other requests say one thing only: that nobody is there at all.
        _tally.Refuse(refused);
        if (_tally.Refused)
        {
            outage.Harden(cause);
            owner.IsOut = true;
        }

        return null;
    }

    private void Open(CircuitCause cause, bool hard, TimeSpan now)
    {
        _outage ??= new Outage(now);
        var ejected = owner.Eject(hard);
        _outage.Wait(cause, hard, held: !ejected, _period, now, Draw());
        _period = ++_periods;
        _backSince = null;
    }

    private void Close(TimeSpan now)
    {
        (_outage, owner.IsOut, _backSince) = (null, false, now);
        _tally.Clear();
        _paces.Acquit();
        _period = ++_periods;
    }
}
