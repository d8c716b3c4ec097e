using Mesh.Contracts.Chat;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Escalating;

/// <summary>A person's answer, or that of the model to which a person has sent the task. It costs the plan nothing.</summary>
/// <param name="decision">The decision that led to the plan.</param>
/// <param name="verdict">What the person made of the review.</param>
internal sealed class PersonAnswer(RouteDecision decision, ReviewVerdict verdict) : PlanAnswer
{
    /// <summary>Stands where the model's name would, where a person answers.</summary>
    public const string Person = "person";

    public override RouteDecision Decision => decision;

    public override IEndpointAttempt Attempt { get; } = new CopiedAttempt("", verdict.Model ?? Person, simulated: false, static () => new TokenUsage(), _ => Frames(verdict.Text));

    public override AttemptAccount Account => Attempt.Account;

    public override IAsyncEnumerable<ContentFrame> ReadAsync() => Frames(verdict.Text);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IAsyncEnumerable<ContentFrame> Frames(string text) =>
        new ContentFrame[] { new EventFrame([new TextDelta(0, text)]), new EventFrame([new ChoiceFinished(0, "stop")]) }.ToAsyncEnumerable();
}
