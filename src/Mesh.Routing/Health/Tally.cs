namespace Mesh.Routing.Health;

/// <summary>The outcomes that a closed circuit counts, and when they are too many. Under its circuit's lock.</summary>
internal sealed class Tally
{
    private const int TolerableInTen = 1;
    private readonly FailureWindow _window = new();
    private int _failures;
    private int _refusals;

    /// <summary>The run of failures under way: it ends with a success.</summary>
    public long Run { get; private set; }

    /// <summary>Whether there are too many failures.</summary>
    public bool TooMany => _failures >= Circuit.FailuresToOpen
        || (_window.Requests >= Circuit.RequestsToJudge && 10 * _window.Failures > TolerableInTen * _window.Requests);

    /// <summary>Whether connections alone have failed for long enough: that leaves no doubt.</summary>
    public bool Refused => _refusals >= Circuit.FailuresToOpen;

    /// <summary>A request went well.</summary>
    public void Succeed(TimeSpan now)
    {
        _window.Add(now, failed: false);
        Run += _failures > 0 ? 1 : 0;
        (_failures, _refusals) = (0, 0);
    }

    /// <summary>A request failed; gives the second in which that was counted.</summary>
    public long Fail(TimeSpan now, bool refused)
    {
        _failures++;
        Refuse(refused);
        return _window.Add(now, failed: true);
    }

    /// <summary>A connection failed, or did not, in a request that does not count otherwise.</summary>
    public void Refuse(bool refused) => _refusals = refused ? _refusals + 1 : 0;

    /// <summary>Takes a failure back.</summary>
    public void Retract(TimeSpan now, in Failure failure)
    {
        _window.Remove(now, failure.Second);
        _failures -= failure.Run == Run && _failures > 0 ? 1 : 0;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _window.Clear();
        (_failures, _refusals) = (0, 0);
        Run++;
    }
}
