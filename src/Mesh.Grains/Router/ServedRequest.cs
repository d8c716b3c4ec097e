using Mesh.Contracts.Routing;
using Mesh.Grains.Learning;

namespace Mesh.Grains.Router;

/// <summary>Where the outcome of a request that is served is told.</summary>
/// <param name="Decision">Its decision.</param>
/// <param name="Prompt">Its prompt; null where nothing of it is kept.</param>
public readonly record struct ServedRequest(KeptDecision Decision, PendingPrompt? Prompt)
{
    /// <summary>The request has ended.</summary>
    /// <param name="model">The model that answered last.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="outcome">What became of it.</param>
    public void Ended(string model, string endpoint, DecisionOutcome outcome)
    {
        Decision.Ended(model, endpoint, outcome);
        if (outcome.Error is null)
        {
            Prompt?.Ended(outcome.CostUsd, outcome.Duration);
        }
    }
}
