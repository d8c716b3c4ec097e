using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>A text that a plan has put together itself from answers of models.</summary>
/// <param name="basis">One of those answers.</param>
/// <param name="text">The text.</param>
internal sealed class ComposedAnswer(PlanAnswer basis, string text) : PlanAnswer
{
    // No call has given these words: what is said of them is not said of its own.
    public override RouteDecision Decision { get; } = basis.Decision with { Id = Guid.NewGuid().ToString("N") };

    public override IEndpointAttempt Attempt => basis.Attempt;

    public override AttemptAccount Account => basis.Account;

    public override void Use() => basis.Use();

    public override IAsyncEnumerable<ContentFrame> ReadAsync() =>
        new ContentFrame[] { new EventFrame([new TextDelta(0, text)]), new EventFrame([new ChoiceFinished(0, "stop")]) }.ToAsyncEnumerable();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
