using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>
/// The last decisions of this silo, to be explained and judged: those by which requests were served, and apart from them those of calls inside plans and those by which nobody
/// answered or was asked, so that neither many calls of one plan nor a flood of refusals push the others out. Thread-safe; the oldest go first. Every request
/// adds one and hardly any is asked for again: adding is one step on a ring of places that are written over, and whoever looks for one goes
/// through all of them.
/// </summary>
public sealed class RecentDecisions
{
    /// <summary>Most decisions that are kept by which requests were served.</summary>
    public const int Most = 4_000;

    /// <summary>Most of the others.</summary>
    public const int MostUnserved = 1_000;

    /// <summary>Most of those of calls inside plans.</summary>
    public const int MostCalls = 2_000;

    /// <summary>Candidates of each that are kept: the first, and the one that answered.</summary>
    public const int MostCandidates = 16;

    private readonly Ring _served = new(Most);
    private readonly Ring _calls = new(MostCalls);
    private readonly Ring _unserved = new(MostUnserved);

    /// <summary>How many are kept.</summary>
    public int Count => _served.Count + _calls.Count + _unserved.Count;

    /// <summary>Keeps one; gives where its outcome is told.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="tenant">Whose request it was; empty when that is not known.</param>
    /// <param name="task">The class of task, where it was told; null where nobody asked for it.</param>
    /// <param name="model">The model that answers; null for none.</param>
    /// <param name="endpoint">Its endpoint; null for none.</param>
    /// <param name="isCall">Whether it is a call inside a plan.</param>
    /// <exception cref="FormatException">Its id is not 32 digits in base 16, as <see cref="MeshRouter"/> makes them.</exception>
    public KeptDecision Add(RouteDecision decision, string tenant, string? task, string? model, string? endpoint, bool isCall = false) =>
        (model is null ? _unserved : isCall ? _calls : _served).Add(decision, tenant, task, model, endpoint);

    /// <summary>One by its id; null when it is not kept.</summary>
    public DecisionNote? Find(string id) => Guid.TryParseExact(id, "N", out var parsed) ? _served.Find(parsed) ?? _calls.Find(parsed) ?? _unserved.Find(parsed) : null;

    /// <summary>Notes what is said of one's answer; false when something was said before, or it is not kept.</summary>
    public bool Judge(string id, DecisionFeedback feedback) => Guid.TryParseExact(id, "N", out var parsed) && (_served.Judge(parsed, feedback) ?? _calls.Judge(parsed, feedback) ?? _unserved.Judge(parsed, feedback) ?? false);

    /// <summary>Whether any other tenant than this one was served lately.</summary>
    public bool HasOthersThan(string tenant) => _served.HasOthersThan(tenant);

    private sealed class Ring(int most)
    {
        private readonly DecisionPlace[] _places = [.. Enumerable.Range(0, most).Select(_ => new DecisionPlace())];
        private long _added;

        public int Count => (int)Math.Min(_places.Length, Interlocked.Read(ref _added));

        public KeptDecision Add(RouteDecision decision, string tenant, string? task, string? model, string? endpoint)
        {
            var number = Interlocked.Increment(ref _added) - 1;
            var place = _places[number % _places.Length];
            place.Take(number, decision, tenant, task, model, endpoint);
            return new KeptDecision(place, number);
        }

        public bool HasOthersThan(string tenant)
        {
            foreach (var place in _places)
            {
                if (place.Tenant is { Length: > 0 } other && other != tenant)
                {
                    return true;
                }
            }

            return false;
        }

        public DecisionNote? Find(in Guid id)
        {
            foreach (var place in _places)
            {
                if (place.Note(id) is { } note)
                {
                    return note;
                }
            }

            return null;
        }

        public bool? Judge(in Guid id, DecisionFeedback feedback)
        {
            foreach (var place in _places)
            {
                if (place.Judge(id, feedback) is { } isFirst)
                {
                    return isFirst;
                }
            }

            return null;
        }
    }
}
