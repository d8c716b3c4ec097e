namespace Mesh.Conversations.Tests.Simulation;

/// <summary>
/// Everything that could happen next, one of which is drawn at a time. What waits is resumed on the one thread that draws, so that a
/// seed fixes the whole schedule. Its clock and its monotonic time stand still between draws.
/// </summary>
internal sealed class SimScheduler(SimRandom random) : TimeProvider
{
    private readonly List<(SimProcess? Process, string What, Action Run)> _waiting = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Draws so far: the monotonic time of the history.</summary>
    public long Draws { get; private set; }

    /// <summary>What happened, for a failure's message; null when nobody asks.</summary>
    public List<string>? Trace { get; init; }

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan time) => _now += time;

    /// <summary>Adds something that may happen from now on, and does while its process lives and is not stalled.</summary>
    public void Post(SimProcess? process, string what, Action run) => _waiting.Add((process, what, run));

    /// <summary>Waits until the scheduler goes on with a process.</summary>
    public Task TurnAsync(SimProcess? process, string what)
    {
        var turn = new TaskCompletionSource();
        Post(process, what, turn.SetResult);
        return turn.Task;
    }

    /// <summary>Lets one thing happen; false when nothing can.</summary>
    public bool Draw()
    {
        Draws++;
        for (var tries = 0; tries < 16 && _waiting.Count > 0; tries++)
        {
            if (Take(random.Next(_waiting.Count)))
            {
                return true;
            }
        }

        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (Take(i))
            {
                return true;
            }
        }

        return false;
    }

    private bool Take(int i)
    {
        var (process, what, run) = _waiting[i];
        if (process is { IsStalled: true, IsDead: false })
        {
            return false;
        }

        _waiting[i] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        if (process is { IsDead: true })
        {
            return false;
        }

        Trace?.Add($"{Draws,5} {process?.Name ?? "-"}: {what}");
        run();
        return true;
    }
}
