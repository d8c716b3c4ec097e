using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>A decision that is kept for a while, and to which is added what becomes of it. Thread-safe.</summary>
/// <param name="note">What is known when the request is served, or refused.</param>
public sealed class KeptDecision(DecisionNote note)
{
    private End? _end;
    private DecisionFeedback? _feedback;

    /// <summary>Its id.</summary>
    public string Id => note.Decision.Id;

    /// <summary>Whose request it was; empty when that is not known.</summary>
    public string Tenant => note.Tenant;

    /// <summary>All that is known of it by now.</summary>
    public DecisionNote Note
    {
        get
        {
            var end = Volatile.Read(ref _end);
            return note with
            {
                Model = end?.Model ?? note.Model,
                Endpoint = end?.Endpoint ?? note.Endpoint,
                Outcome = end?.Outcome,
                Feedback = Volatile.Read(ref _feedback),
            };
        }
    }

    /// <summary>The request has ended.</summary>
    /// <param name="model">The model that answered; another one than at the beginning where one took over. Null for none.</param>
    /// <param name="endpoint">Its endpoint; null for none.</param>
    /// <param name="outcome">What became of it.</param>
    public void Ended(string? model, string? endpoint, DecisionOutcome outcome) => Volatile.Write(ref _end, new End(model, endpoint, outcome));

    /// <summary>Its caller says how the answer was; false when something was said before.</summary>
    public bool Judge(DecisionFeedback feedback) => Interlocked.CompareExchange(ref _feedback, feedback, null) is null;

    private sealed record End(string? Model, string? Endpoint, DecisionOutcome Outcome);
}
