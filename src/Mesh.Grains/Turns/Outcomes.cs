using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>What became of requests, as their decisions keep it.</summary>
internal static class Outcomes
{
    /// <summary>Of an answer that has ended.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="error">What it ended by; null for a whole one.</param>
    /// <param name="took">Time since the request came in.</param>
    public static DecisionOutcome Of(PlanAnswer answer, string? error, TimeSpan took)
    {
        var account = answer.Account;
        return new DecisionOutcome
        {
            Error = error,
            Usage = account.Usage,
            CostUsd = account.CostUsd,
            CostEstimated = account.CostEstimated,
            Duration = took,
            FirstToken = account.FirstToken,
            Attempts = answer.Attempts,
            Failed = answer.Failed.Count == 0 ? [] : [.. answer.Failed.Select(f => new FailedCandidate(f.Endpoint, f.Reason))],
            Simulated = answer.Attempt.Simulated,
            Plan = answer.Plan,
        };
    }

    /// <summary>Of vectors.</summary>
    public static DecisionOutcome Of(EmbeddingOutcome outcome, TimeSpan took) => new()
    {
        Usage = outcome.Account.Usage,
        CostUsd = outcome.Account.CostUsd,
        CostEstimated = outcome.Account.CostEstimated,
        Duration = took,
        Attempts = outcome.Attempts,
        Failed = outcome.FallbackFrom.Count == 0 ? [] : [.. outcome.FallbackFrom.Select(e => new FailedCandidate(e, "failed"))],
        Simulated = outcome.Endpoint.IsSimulated,
    };

    /// <summary>Of a request that nobody answered.</summary>
    /// <param name="e">How it ended.</param>
    /// <param name="error">The same, from the closed list.</param>
    /// <param name="took">Time since it came in.</param>
    public static DecisionOutcome Of(Exception e, string error, TimeSpan took) => new()
    {
        Error = error,
        Duration = took,
        Failed = e is MeshException { Error.Attempts: { Count: > 0 } attempts } ? [.. attempts.Select(Failed)] : [],
    };

    private static FailedCandidate Failed(string attempt) => attempt.Split(": ", 2) is [var endpoint, var reason] ? new FailedCandidate(endpoint, reason) : new FailedCandidate(attempt, "");
}
