using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>An answer that is another one, but for what a class of it says otherwise.</summary>
/// <param name="inner">The other one; whoever is around it disposes it.</param>
public abstract class AnswerAround(PlanAnswer inner) : PlanAnswer
{
    /// <inheritdoc/>
    public override RouteDecision Decision => Inner.Decision;

    /// <inheritdoc/>
    public override IEndpointAttempt Attempt => Inner.Attempt;

    /// <inheritdoc/>
    public override int Attempts => Inner.Attempts;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FallbackFrom => Inner.FallbackFrom;

    /// <inheritdoc/>
    public override IReadOnlyList<FailedAttempt> Failed => Inner.Failed;

    /// <inheritdoc/>
    public override AttemptAccount Account => Inner.Account;

    /// <inheritdoc/>
    public override decimal SavedUsd => Inner.SavedUsd;

    /// <inheritdoc/>
    public override long? DeliveredCharacters => Inner.DeliveredCharacters;

    /// <inheritdoc/>
    public override string? NotTakenOver => Inner.NotTakenOver;

    /// <inheritdoc/>
    public override NodeReport? Plan => Inner.Plan;

    /// <inheritdoc/>
    public override double? Confidence => Inner.Confidence;

    /// <inheritdoc/>
    public override ReviewHandle? Review => Inner.Review;

    /// <summary>The other one.</summary>
    protected PlanAnswer Inner { get; set; } = inner;

    /// <inheritdoc/>
    public override void Use() => Inner.Use();

    /// <inheritdoc/>
    public override IAsyncEnumerable<ContentFrame> ReadAsync() => Inner.ReadAsync();
}
