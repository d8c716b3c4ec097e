using System.Diagnostics;
using System.Globalization;
using Mesh.Testing.Calls;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>What callers saw.</summary>
/// <param name="Calls">Their calls.</param>
/// <param name="Unsent">Calls that could be sent nowhere.</param>
public sealed record CallFigures(IReadOnlyList<SentCall> Calls, int Unsent = 0)
{
    /// <summary>Whole answers.</summary>
    public int Whole => Calls.Count(c => c.Call.End == CallEnd.Whole);

    /// <summary>Calls that did not end with a whole answer.</summary>
    public IReadOnlyList<SentCall> Failed => [.. Calls.Where(c => c.Call.End != CallEnd.Whole)];

    /// <summary>Calls that ended otherwise than any contract has it.</summary>
    public IReadOnlyList<SentCall> Wrong => [.. Calls.Where(c => c.Call.End == CallEnd.Wrong)];

    /// <summary>The calls of some silos.</summary>
    public CallFigures At(params string[] silos) => new([.. Calls.Where(c => silos.Contains(c.Silo))]);

    /// <summary>The calls that began after a moment, in <see cref="Stopwatch"/> ticks.</summary>
    public CallFigures Since(long moment) => new([.. Calls.Where(c => c.Call.Began >= moment)]);

    /// <summary>The calls that were under way at a moment.</summary>
    public CallFigures Under(long moment) => new([.. Calls.Where(c => c.Call.Began < moment && c.Call.Ended > moment)]);

    /// <summary>From a moment to the begin of the last call that failed after it; zero when none did.</summary>
    public TimeSpan FailingFor(long moment) => Failed.Where(c => c.Call.Began >= moment).Select(c => Stopwatch.GetElapsedTime(moment, c.Call.Began)).DefaultIfEmpty().Max();

    /// <summary>From a moment to the end of the last of these calls that did not end well.</summary>
    public TimeSpan EndingWithin(long moment) => Failed.Select(c => Stopwatch.GetElapsedTime(moment, c.Call.Ended)).DefaultIfEmpty().Max();

    /// <summary>The longest time of the calls, by a share of them such as 0.99.</summary>
    public TimeSpan Time(double share) => Calls.Count == 0
        ? TimeSpan.Zero
        : Calls.Select(c => Stopwatch.GetElapsedTime(c.Call.Began, c.Call.Ended)).Order().ElementAt((int)Math.Min(Calls.Count - 1, Calls.Count * share));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Calls.Count} calls: {Whole} whole, {Failed.Count - Wrong.Count} ended typed, {Wrong.Count} wrong, {Unsent} unsent; p50 {Time(0.5).TotalMilliseconds:0} ms, p99 {Time(0.99).TotalMilliseconds:0} ms, longest {Time(1).TotalMilliseconds:0} ms{Reasons()}");

    private string Reasons()
    {
        var first = Calls.Select(c => c.Call.Began).DefaultIfEmpty().Min();
        return string.Concat(Failed
            .GroupBy(c => (c.Call.End, Error: Shortened($"{c.Call.Error} {c.Call.Reasons}")))
            .OrderByDescending(g => g.Count())
            .Take(8)
            .Select(g => $"\n  {g.Count()} {g.Key.End} {g.Key.Error} from {At(g.Min(c => c.Call.Began))} to {At(g.Max(c => c.Call.Began))} at {string.Join(", ", g.Select(c => c.Silo).Distinct())}"));

        string At(long moment) => string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(first, moment).TotalSeconds:0.0} s");
    }

    private static string Shortened(string error) => error[..Math.Min(error.Length, 200)];
}
