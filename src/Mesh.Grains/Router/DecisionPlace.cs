using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>
/// A place for one decision and what becomes of it. The next one is written over it value by value, so that keeping decisions leaves collections
/// nothing to copy: an object for each would outlive some of them, however many requests there are a second. Thread-safe.
/// </summary>
internal sealed class DecisionPlace
{
    private readonly Lock _lock = new();
    private long _number = -1;
    private Guid _id;
    private DecisionFacts _facts;
    private Candidate[] _candidates = [];
    private int _kept;
    private int _eligible;
    private int _omitted;
    private string _tenant = "";
    private string? _task;
    private string? _model;
    private string? _endpoint;
    private OutcomeFacts? _outcome;
    private DecisionFeedback? _feedback;

    /// <summary>Whose request it was; empty when that is not known, or there is none here.</summary>
    public string Tenant => Volatile.Read(ref _tenant);

    /// <summary>Writes a decision over the one before it; one that was made later stays.</summary>
    public void Take(long number, RouteDecision decision, string tenant, string? task, string? model, string? endpoint)
    {
        var id = Guid.ParseExact(decision.Id, "N");
        lock (_lock)
        {
            if (number < _number)
            {
                return;
            }

            (_number, _id, _facts) = (number, id, new DecisionFacts(decision));
            (_tenant, _task, _model, _endpoint) = (tenant, task, model, endpoint);
            (_outcome, _feedback) = (null, null);
            TakeCandidates(decision, endpoint);
        }
    }

    /// <summary>The request of a decision has ended; nothing where another one is here by now.</summary>
    public void Ended(long number, string? model, string? endpoint, DecisionOutcome outcome)
    {
        lock (_lock)
        {
            if (number == _number)
            {
                (_model, _endpoint, _outcome) = (model ?? _model, endpoint ?? _endpoint, new OutcomeFacts(outcome));
            }
        }
    }

    /// <summary>Notes what is said of a decision's answer; null where it is not here, false when something was said before.</summary>
    public bool? Judge(in Guid id, DecisionFeedback feedback)
    {
        lock (_lock)
        {
            if (!Holds(id))
            {
                return null;
            }

            var isFirst = _feedback is null;
            _feedback ??= feedback;
            return isFirst;
        }
    }

    /// <summary>All that is known of a decision by now; null where it is not here.</summary>
    public DecisionNote? Note(in Guid id)
    {
        lock (_lock)
        {
            return !Holds(id) ? null : new DecisionNote(_facts.Decision(_id.ToString("N"), _candidates.AsSpan(0, _kept).ToArray(), _eligible), _tenant, _task, _model, _endpoint)
            {
                Outcome = _outcome?.Outcome(),
                Feedback = _feedback,
                Omitted = _omitted,
            };
        }
    }

    private bool Holds(in Guid id) => _number >= 0 && _id == id;

    // The first, and the one that answered.
    private void TakeCandidates(RouteDecision decision, string? endpoint)
    {
        var all = decision.Candidates;
        _kept = Math.Min(all.Count, RecentDecisions.MostCandidates);
        _omitted = all.Count - _kept;
        _candidates = _candidates.Length < _kept ? new Candidate[_kept] : _candidates;
        for (var i = 0; i < _kept; i++)
        {
            _candidates[i] = all[i];
        }

        for (var i = _kept; i < all.Count && endpoint is not null; i++)
        {
            if (all[i].Endpoint == endpoint)
            {
                _candidates[_kept - 1] = all[i];
                break;
            }
        }

        _eligible = 0;
        foreach (ref readonly var candidate in _candidates.AsSpan(0, _kept))
        {
            _eligible += candidate.Excluded == Exclusion.None ? 1 : 0;
        }
    }
}
