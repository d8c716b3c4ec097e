using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>
/// The last decisions of this silo by which requests were served, to be explained and judged. Thread-safe; the oldest go first. Every request
/// adds one and hardly any is asked for again: adding is one step on a ring, and whoever looks for one goes through all of them.
/// </summary>
public sealed class RecentDecisions
{
    /// <summary>Most decisions that are kept.</summary>
    public const int Most = 4_000;

    /// <summary>Candidates of each that are kept: the first.</summary>
    public const int MostCandidates = 8;

    private readonly DecisionNote?[] _ring = new DecisionNote?[Most];
    private long _added;

    /// <summary>How many are kept.</summary>
    public int Count => (int)Math.Min(Most, Interlocked.Read(ref _added));

    /// <summary>Keeps one.</summary>
    public void Add(DecisionNote note)
    {
        var decision = note.Decision;
        if (decision.Candidates.Count > MostCandidates)
        {
            note = note with { Decision = decision with { Candidates = [.. decision.Candidates.Take(MostCandidates)], Eligible = Math.Min(decision.Eligible, MostCandidates) } };
        }

        Volatile.Write(ref _ring[(int)((Interlocked.Increment(ref _added) - 1) % Most)], note);
    }

    /// <summary>One by its id; null when it is not kept.</summary>
    public DecisionNote? Find(string id) => PlaceOf(id) is var (_, note) ? note : null;

    /// <summary>Notes that an outcome is counted for one; false when one was before, or it is not kept.</summary>
    public bool Judge(string id) =>
        PlaceOf(id) is var (place, note) && !note.Judged && ReferenceEquals(Interlocked.CompareExchange(ref _ring[place], note with { Judged = true }, note), note);

    private (int Place, DecisionNote Note)? PlaceOf(string id)
    {
        for (var i = 0; i < Most; i++)
        {
            if (Volatile.Read(ref _ring[i]) is { } note && note.Decision.Id == id)
            {
                return (i, note);
            }
        }

        return null;
    }
}
