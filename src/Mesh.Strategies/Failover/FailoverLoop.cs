using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Selection;

namespace Mesh.Strategies.Failover;

/// <summary>
/// The mesh's one retry loop: whatever a request asks endpoints for, it asks them through here. One a silo, with the silo's
/// retry budget.
/// </summary>
/// <param name="budget">What the silo may spend on further moves.</param>
/// <param name="told">Hears of each move and of each that was not made.</param>
/// <param name="mayServe">Whether an endpoint that was left out when a request was decided may be asked by now; null for never.</param>
public sealed class FailoverLoop(RetryBudget budget, Action<RetryKind> told, Func<string, bool>? mayServe = null)
{
    /// <summary>Most endpoints that one request reaches; those whose gate refuses are not reached.</summary>
    public const int MaxAttempts = 4;

    /// <summary>Most refusals that one request meets: after the first the next candidate is tried, at most twice. By then the decision is out of date.</summary>
    public const int MaxRefusals = 3;

    /// <summary>Asks the decision's candidates in order until one answers; once they have failed, those that were out then and are not now.</summary>
    /// <param name="decision">Who may be asked.</param>
    /// <param name="ask">Asks one endpoint.</param>
    /// <param name="cancellationToken">The caller's going away or the end of its time: then nobody else is asked.</param>
    /// <returns>The answer, and the endpoints that failed before.</returns>
    /// <exception cref="MeshException">Nobody answered; holds each attempt's reason.</exception>
    public async Task<(T Answer, IReadOnlyList<string> FallbackFrom)> AskAsync<T>(RouteDecision decision, Func<string, Task<T>> ask, CancellationToken cancellationToken)
    {
        var run = Begin(decision);
        var answer = await run.AskAsync(ask, cancellationToken);
        return (answer, run.FallbackFrom);
    }

    /// <summary>Begins one request's way through its candidates.</summary>
    /// <exception cref="MeshException">The decision has no candidate.</exception>
    internal FailoverRun Begin(RouteDecision decision)
    {
        if (decision.Eligible == 0)
        {
            throw Router.NoCandidate(decision);
        }

        budget.Count();
        return new FailoverRun(decision, budget, told, mayServe);
    }
}
