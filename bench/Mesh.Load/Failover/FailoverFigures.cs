using System.Diagnostics;
using System.Globalization;
using Mesh.Load.Processes;

namespace Mesh.Load.Failover;

/// <summary>What a scene came to.</summary>
/// <param name="calls">All calls.</param>
/// <param name="skipped">Calls that were not made.</param>
/// <param name="struck">When it began.</param>
/// <param name="healed">When it ended.</param>
internal sealed class FailoverFigures(IReadOnlyList<ChatCall> calls, int skipped, long struck, long healed)
{
    private static readonly TimeSpan s_longestReturn = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_alone = TimeSpan.FromSeconds(3);
    private readonly ChatCall[] _new = [.. calls.Where(c => c.Began >= struck && c.Began < healed && Asked(c))];

    /// <summary>Callers that saw an error before any content.</summary>
    public int Errors { get; } = calls.Count(c => c.FirstContent == 0);

    /// <summary>Answers that were spliced, doubled or cut without a word.</summary>
    public int Wrong { get; } = calls.Count(c => c.End == CallEnd.Wrong);

    /// <summary>Answers that broke off with one typed error.</summary>
    public int Interrupted { get; } = calls.Count(c => c.End == CallEnd.Interrupted);

    /// <summary>New calls that went to the victim while it lasted.</summary>
    public int Attempts => _new.Length;

    /// <summary>When traffic had left it: the last of them before it was let alone for some seconds. What comes later are the circuit's trials.</summary>
    public TimeSpan Left { get; } = Leaving(calls, struck, healed);

    /// <summary>How many of them were trials.</summary>
    public int Trials => _new.Count(c => Stopwatch.GetElapsedTime(struck, c.Began) > Left);

    /// <summary>The victim's usual p99 time to the first content.</summary>
    public TimeSpan Usual { get; } = Usually(calls, struck);

    /// <summary>From healing to the first call that it answered whole; null when it answered none.</summary>
    public TimeSpan? Back => Returned is { } first ? Stopwatch.GetElapsedTime(healed, first.Began) : null;

    /// <summary>Calls that left it again after that.</summary>
    public int Again => Returned is { } first ? calls.Count(c => c.Began > first.Began && c.Left.Contains(FailoverScene.Victim)) : 0;

    private ChatCall? Returned => calls.Where(c => c.Began >= healed && c.Endpoint == FailoverScene.Victim && c.End == CallEnd.Whole).MinBy(c => c.Began);

    /// <summary>The bounds that do not hold.</summary>
    public IReadOnlyList<string> Missed(FailoverScene scene)
    {
        (bool Holds, string Bound)[] bounds =
        [
            (Errors == 0, "no error before the first content"),
            (Wrong == 0, "nothing spliced, doubled or cut without a word"),
            (skipped == 0, "every call is made"),
            (scene.MostAttempts is not { } most || Attempts <= most, $"at most {scene.MostAttempts} new attempts"),
            (scene.Leaving is not { } leaving || Left <= leaving(Usual), $"traffic leaves within {scene.Leaving?.Invoke(Usual).TotalSeconds:0.0} s"),
            (Back <= s_longestReturn, "used again within 15 s"),
            (Again == 0, "no second trip"),
        ];
        return [.. bounds.Where(b => !b.Holds).Select(b => b.Bound)];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{calls.Count} calls, {Errors} errors before the first content ({string.Join(", ", calls.Where(c => c.FirstContent == 0).Select(c => c.Error).Distinct().Take(4))}), {Interrupted} interrupted, {Wrong} wrong; {Attempts} new attempts at the endpoint, {Trials} of them trials, traffic left {Left.TotalSeconds:0.00} s after it began (usual p99 first content {Usual.TotalMilliseconds:0} ms); used again {Back?.TotalSeconds ?? double.NaN:0.0} s after it ended, left again {Again} times");

    // A caller that waits for over 10 s gets its headers before an endpoint is known: only the victim makes anybody wait for so long.
    private static bool Asked(ChatCall call) => call.Asked(FailoverScene.Victim) || call is { Endpoint: null, End: not CallEnd.Refused };

    private static TimeSpan Leaving(IReadOnlyList<ChatCall> calls, long struck, long healed)
    {
        var last = TimeSpan.Zero;
        foreach (var began in calls.Where(c => c.Began >= struck && c.Began < healed && Asked(c)).Select(c => Stopwatch.GetElapsedTime(struck, c.Began)).Order())
        {
            if (began - last > s_alone)
            {
                break;
            }

            last = began;
        }

        return last;
    }

    private static TimeSpan Usually(IReadOnlyList<ChatCall> calls, long struck)
    {
        var times = calls.Where(c => c.Ended < struck && c.Endpoint == FailoverScene.Victim && c.FirstContent > 0).Select(c => Stopwatch.GetElapsedTime(c.Began, c.FirstContent)).Order().ToArray();
        return times.Length == 0 ? TimeSpan.Zero : times[(int)(times.Length * 0.99)];
    }
}
