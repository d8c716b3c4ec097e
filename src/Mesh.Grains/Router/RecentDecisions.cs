using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>
/// The last decisions of this silo, to be explained and judged: those by which requests were served, and apart from them those by which nobody
/// answered or was asked, so that a flood of refusals leaves the others alone. Thread-safe; the oldest go first. Every request
/// adds one and hardly any is asked for again: adding is one step on a ring, and whoever looks for one goes through all of them.
/// </summary>
public sealed class RecentDecisions
{
    /// <summary>Most decisions that are kept by which requests were served.</summary>
    public const int Most = 4_000;

    /// <summary>Most of the others.</summary>
    public const int MostUnserved = 1_000;

    /// <summary>Candidates of each that are kept: the first, and the one that answered.</summary>
    public const int MostCandidates = 16;

    private readonly Ring _served = new(Most);
    private readonly Ring _unserved = new(MostUnserved);

    /// <summary>How many are kept.</summary>
    public int Count => _served.Count + _unserved.Count;

    /// <summary>Keeps one; gives where its outcome is told.</summary>
    public KeptDecision Add(DecisionNote note)
    {
        var kept = new KeptDecision(Short(note));
        (note.Model is null ? _unserved : _served).Add(kept);
        return kept;
    }

    /// <summary>One by its id; null when it is not kept.</summary>
    public DecisionNote? Find(string id) => Kept(id)?.Note;

    /// <summary>Notes what is said of one's answer; false when something was said before, or it is not kept.</summary>
    public bool Judge(string id, DecisionFeedback feedback) => Kept(id)?.Judge(feedback) == true;

    /// <summary>Whether any other tenant than this one was served lately.</summary>
    public bool HasOthersThan(string tenant) => _served.HasOthersThan(tenant);

    private KeptDecision? Kept(string id) => _served.Find(id) ?? _unserved.Find(id);

    private static DecisionNote Short(DecisionNote note)
    {
        var all = note.Decision.Candidates;
        if (all.Count <= MostCandidates)
        {
            return note;
        }

        var kept = new Candidate[MostCandidates];
        var answered = false;
        for (var i = 0; i < MostCandidates; i++)
        {
            kept[i] = all[i];
            answered |= all[i].Endpoint == note.Endpoint;
        }

        if (!answered && all.FirstOrDefault(c => c.Endpoint == note.Endpoint) is { Endpoint: not null } who)
        {
            kept[^1] = who;
        }

        return note with { Omitted = all.Count - MostCandidates, Decision = note.Decision with { Candidates = kept, Eligible = kept.Count(c => c.Excluded == Exclusion.None) } };
    }

    private sealed class Ring(int most)
    {
        private readonly KeptDecision?[] _places = new KeptDecision?[most];
        private long _added;

        public int Count => (int)Math.Min(_places.Length, Interlocked.Read(ref _added));

        public void Add(KeptDecision decision) => Volatile.Write(ref _places[(int)((Interlocked.Increment(ref _added) - 1) % _places.Length)], decision);

        public bool HasOthersThan(string tenant)
        {
            for (var i = 0; i < _places.Length; i++)
            {
                if (Volatile.Read(ref _places[i]) is { Tenant.Length: > 0 } kept && kept.Tenant != tenant)
                {
                    return true;
                }
            }

            return false;
        }

        public KeptDecision? Find(string id)
        {
            for (var i = 0; i < _places.Length; i++)
            {
                if (Volatile.Read(ref _places[i]) is { } kept && kept.Id == id)
                {
                    return kept;
                }
            }

            return null;
        }
    }
}
