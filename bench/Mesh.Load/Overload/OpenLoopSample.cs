using Mesh.Load.Proxies;

namespace Mesh.Load.Overload;

/// <summary>What an open loop saw.</summary>
/// <param name="Answers">Every request that was sent, in the order in which they were due.</param>
/// <param name="NotSent">Requests that were due while as many were outstanding as may be; they count as failures.</param>
/// <param name="Seconds">How long requests were due.</param>
internal sealed record OpenLoopSample(IReadOnlyList<OpenLoopAnswer> Answers, int NotSent, double Seconds)
{
    /// <summary>Share of all that were due that was answered.</summary>
    public double Success => Count(AnswerKind.Answered) / (double)Math.Max(1, Answers.Count + NotSent);

    /// <summary>How many ended in a way.</summary>
    public int Count(AnswerKind kind) => Answers.Count(a => a.Kind == kind);

    /// <summary>Answers a second that came within a time.</summary>
    public double Goodput(TimeSpan within) => Answers.Count(a => a.Kind == AnswerKind.Answered && a.Milliseconds <= within.TotalMilliseconds) / Seconds;

    /// <summary>Milliseconds under which a share of those that ended in a way lies; not a number when none did.</summary>
    public double Time(AnswerKind kind, double share) => LoadSample.At([.. Answers.Where(a => a.Kind == kind).Select(a => a.Milliseconds).Order()], share);

    /// <summary>Milliseconds by which a share of all was sent late at most.</summary>
    public double Late(double share) => LoadSample.At([.. Answers.Select(a => a.Late).Order()], share);

    /// <summary>What was due from a second on.</summary>
    public OpenLoopSample From(double second) => new([.. Answers.Where(a => a.Second >= second)], 0, Seconds - second);
}
