using Mesh.Contracts.Chat;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Escalating;

/// <summary>What a caller gets in the place of an answer for which a person is waited: the handle, in words and typed.</summary>
/// <param name="decision">The decision that led to the plan.</param>
/// <param name="handle">The handle.</param>
internal sealed class PendingAnswer(RouteDecision decision, ReviewHandle handle) : PlanAnswer
{
    public override RouteDecision Decision => decision;

    public override IEndpointAttempt Attempt { get; } = new CopiedAttempt("", PersonAnswer.Person, simulated: false, static () => new TokenUsage(), _ => Frames(handle).ToAsyncEnumerable());

    public override AttemptAccount Account => Attempt.Account;

    public override ReviewHandle? Review => handle;

    public override IAsyncEnumerable<ContentFrame> ReadAsync() => Frames(handle).ToAsyncEnumerable();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What is said.</summary>
    public static IReadOnlyList<ContentFrame> Frames(ReviewHandle handle) =>
        [new EventFrame([new ReviewPending(handle), new TextDelta(0, $"Review pending, id {handle.Id}."), new ChoiceFinished(0, ReviewPending.Finish)])];
}
