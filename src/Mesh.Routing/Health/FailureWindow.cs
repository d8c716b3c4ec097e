namespace Mesh.Routing.Health;

/// <summary>
/// Requests and failures of the last 60 s, second by second in a ring: bounded, and nothing is allocated for a request.
/// Under its circuit's lock.
/// </summary>
internal sealed class FailureWindow
{
    private const int Seconds = 60;
    private readonly int[] _requests = new int[Seconds];
    private readonly int[] _failures = new int[Seconds];
    private long _now;

    /// <summary>Requests in it.</summary>
    public int Requests { get; private set; }

    /// <summary>Failures among them.</summary>
    public int Failures { get; private set; }

    /// <summary>Counts a request that ended; gives the second that it was counted in.</summary>
    public long Add(TimeSpan now, bool failed)
    {
        Advance(now);
        var place = (int)(_now % Seconds);
        _requests[place]++;
        Requests++;
        if (failed)
        {
            _failures[place]++;
            Failures++;
        }

        return _now;
    }

    /// <summary>Takes a failed request back, if it is still in the window.</summary>
    public void Remove(TimeSpan now, long second)
    {
        Advance(now);
        var place = (int)(second % Seconds);
        if (second > _now - Seconds && _failures[place] > 0)
        {
            _requests[place]--;
            _failures[place]--;
            Requests--;
            Failures--;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_requests);
        Array.Clear(_failures);
        (Requests, Failures) = (0, 0);
    }

    private void Advance(TimeSpan now)
    {
        var second = (long)now.TotalSeconds;
        var passed = Math.Min(second - _now, Seconds);
        for (var i = 1; i <= passed; i++)
        {
            var place = (int)((second - passed + i) % Seconds);
            Requests -= _requests[place];
            Failures -= _failures[place];
            (_requests[place], _failures[place]) = (0, 0);
        }

        _now = Math.Max(_now, second);
    }
}
