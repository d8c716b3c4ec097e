using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Hedging;

namespace Mesh.Strategies.Failover;

/// <summary>One endpoint answers. Until its first content frame is here, the decision's next candidate may take over.</summary>
/// <param name="caller">Reaches endpoints.</param>
/// <param name="loop">Goes from one to the next.</param>
/// <param name="hedge">Asks a second one beside a late first one; null for never.</param>
public sealed class SingleStrategy(IEndpointCaller caller, FailoverLoop loop, Hedge? hedge = null)
{
    /// <summary>Answers <paramref name="task"/> by <paramref name="decision"/>.</summary>
    /// <exception cref="MeshException">Nobody answered; holds each attempt's reason.</exception>
    public async Task<PlanAnswer> AnswerAsync(RouteDecision decision, ChatTask task, CancellationToken cancellationToken)
    {
        var run = loop.Begin(decision);
        var open = await run.AskAsync(endpoint => FirstAsync(endpoint, decision, task, run, cancellationToken), cancellationToken);
        var resumption = Resumption.For(decision, task, run, (endpoint, again) => BeginAsync(endpoint, again, cancellationToken), cancellationToken);
        return new EndpointAnswer(decision, run, open, resumption);
    }

    private Task<OpenAttempt> FirstAsync(string endpoint, RouteDecision decision, ChatTask task, FailoverRun run, CancellationToken cancellationToken) =>
        decision.Hedge && hedge is not null
            ? hedge.AskAsync(endpoint, task.Streaming, run, (asked, token) => BeginAsync(asked, task, token), cancellationToken)
            : BeginAsync(endpoint, task, cancellationToken);

    private async Task<OpenAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken) =>
        await OpenAttempt.ReadAsync(await caller.BeginAsync(endpoint, task, cancellationToken), cancellationToken);
}
