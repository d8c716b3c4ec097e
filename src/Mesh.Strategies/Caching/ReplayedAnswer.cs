using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>An answer that needs no endpoint: it was kept, or a rule made it.</summary>
/// <param name="decision">The decision, with who answered.</param>
/// <param name="recorded">The answer.</param>
/// <param name="usageWanted">Whether the caller asked for the token count in its stream.</param>
public sealed class ReplayedAnswer(RouteDecision decision, RecordedAnswer recorded, bool usageWanted) : PlanAnswer
{
    /// <inheritdoc/>
    public override RouteDecision Decision => decision;

    /// <inheritdoc/>
    public override IEndpointAttempt Attempt { get; } = new CopiedAttempt(recorded.Endpoint, recorded.Model, recorded.Simulated, () => recorded.Usage, _ => Frames(recorded, usageWanted));

    /// <inheritdoc/>
    public override AttemptAccount Account => Attempt.Account;

    /// <inheritdoc/>
    public override decimal SavedUsd => recorded.CostUsd;

    /// <inheritdoc/>
    public override IAsyncEnumerable<ContentFrame> ReadAsync() => Frames(recorded, usageWanted);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IAsyncEnumerable<ContentFrame> Frames(RecordedAnswer recorded, bool usageWanted) =>
        recorded.Pieces.Select(ContentFrame (p) => new RecordedFrame(p, usageWanted)).ToAsyncEnumerable();
}
