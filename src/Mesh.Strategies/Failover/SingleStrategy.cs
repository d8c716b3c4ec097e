using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>One endpoint answers. Until its first content frame is here, the decision's next candidate may take over.</summary>
public sealed class SingleStrategy(IEndpointCaller caller, FailoverLoop loop)
{
    /// <summary>Answers <paramref name="task"/> by <paramref name="decision"/>.</summary>
    /// <exception cref="MeshException">Nobody answered; holds each attempt's reason.</exception>
    public async Task<PlanAnswer> AnswerAsync(RouteDecision decision, ChatTask task, CancellationToken cancellationToken)
    {
        var run = loop.Begin(decision);
        var open = await run.AskAsync(endpoint => BeginAsync(endpoint, task, cancellationToken), cancellationToken);
        var resumption = Resumption.For(decision, task, run, (endpoint, again) => BeginAsync(endpoint, again, cancellationToken), cancellationToken);
        return new EndpointAnswer(decision, run, open, resumption);
    }

    private async Task<OpenAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken) =>
        await OpenAttempt.ReadAsync(await caller.BeginAsync(endpoint, task, cancellationToken), cancellationToken);
}
