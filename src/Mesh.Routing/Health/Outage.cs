using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>One time in which an endpoint is out, from the circuit's opening to the trial that closes it. Under its circuit's lock.</summary>
internal sealed class Outage(TimeSpan began)
{
    // Longer than a connection may take where the catalogue says nothing.
    private static readonly TimeSpan s_connected = TimeSpan.FromSeconds(6);

    // One pass ends the back-off; only after a failed probe does another one: an endpoint may answer probes and nothing else.
    private bool _passed;
    private long _heard;

    /// <summary>When it began.</summary>
    public TimeSpan Began { get; } = began;

    /// <summary>Why, by the last word.</summary>
    public CircuitCause Cause { get; private set; }

    /// <summary>Whether the cause leaves no doubt: no cap holds it back.</summary>
    public bool IsHard { get; private set; }

    /// <summary>Whether the cap forbids to eject it: it is suspected and not out.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>When the next trial may go out.</summary>
    public TimeSpan Until { get; private set; }

    /// <summary>Trials that failed since the back-off began.</summary>
    public int Level { get; private set; }

    /// <summary>The period that its opening, or its last trial's failure, ended.</summary>
    public long Before { get; private set; }

    /// <summary>Whether a trial is under way, or about to be.</summary>
    public bool TrialOut { get; set; }

    /// <summary>The trial under way.</summary>
    public Flight? Trial { get; set; }

    /// <summary>Whether a health probe can tell that it is back.</summary>
    public bool WantsProbe => Cause is CircuitCause.Unreachable or CircuitCause.Broken or CircuitCause.Silent or CircuitCause.Slow;

    /// <summary>Whether its cause needs an operator.</summary>
    public bool IsAlert => Cause is CircuitCause.Credentials or CircuitCause.QuotaSpent;

    /// <summary>Whether it is out because answers begin late, or not at all.</summary>
    public bool IsForSlowness => Cause is CircuitCause.Slow or CircuitCause.Silent;

    /// <summary>Whether a count of failures led here, which may be taken back.</summary>
    public bool IsCounted => !IsHard && Cause != CircuitCause.Slow;

    /// <summary>Whether a first frame shows that it is back: not where answers go wrong after it.</summary>
    public bool EndsWithFirstFrame => Cause is not (CircuitCause.Broken or CircuitCause.Malformed);

    /// <summary>
    /// Whether the endpoint is there again, though its trial is not over: a whole answer may take minutes, its connection was
    /// not refused, and a health probe got through.
    /// </summary>
    public bool IsThereAgain(TimeSpan now) =>
        _passed && Cause == CircuitCause.Unreachable && Trial is { IsStream: false, Waits: true } trial && now - trial.Began > s_connected;

    /// <summary>Whether the time for a trial has come and none is out.</summary>
    public bool MayTry(TimeSpan now) => now >= Until && !TrialOut;

    /// <summary>It is left alone, for longer each time.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="hard">Whether the cause leaves no doubt.</param>
    /// <param name="held">Whether the cap forbids to eject it.</param>
    /// <param name="period">The period that ends by it.</param>
    /// <param name="now">The time.</param>
    /// <param name="draw">From 0 to 1.</param>
    public void Wait(CircuitCause cause, bool hard, bool held, long period, TimeSpan now, double draw)
    {
        (Cause, IsHard, IsHeld, Before) = (cause, hard, held, period);
        (TrialOut, Trial) = (false, null);
        Until = now + BackOff.Before(cause, Level, draw);
        Level++;
    }

    /// <summary>The failure that led here was no failure of the endpoint: the next trial may go out at once.</summary>
    public void TakeBack(int level, TimeSpan now) => (Level, Until) = (level, now);

    /// <summary>There is no doubt any more.</summary>
    public void Harden(CircuitCause cause) => (Cause, IsHard, IsHeld) = (cause, true, false);

    /// <summary>Whether a probe's result is news.</summary>
    public bool Hears(long number)
    {
        var news = number != _heard;
        _heard = number;
        return news;
    }

    /// <summary>A health probe got through.</summary>
    public void Pass(TimeSpan now)
    {
        if (!_passed)
        {
            _passed = true;
            (Level, Until) = (0, now < Until ? now : Until);
        }
    }

    /// <summary>A health probe failed.</summary>
    public void Miss()
    {
        _passed = false;
        Harden(Cause);
    }
}
