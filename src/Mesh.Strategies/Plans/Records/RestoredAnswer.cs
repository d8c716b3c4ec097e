using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Contracts.Tasks;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans.Records;

/// <summary>A node's answer that an earlier walk has kept.</summary>
internal sealed class RestoredAnswer(RouteDecision decision, NodeAnswer kept, AttemptAccount account) : PlanAnswer
{
    public override RouteDecision Decision => decision;

    public override IEndpointAttempt Attempt { get; } = new CopiedAttempt(kept.Endpoint, kept.Model, kept.Simulated, () => account.Usage, _ => Frames(kept));

    public override AttemptAccount Account => account;

    public override double? Confidence => kept.Confidence;

    public override IAsyncEnumerable<ContentFrame> ReadAsync() => Frames(kept);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IAsyncEnumerable<ContentFrame> Frames(NodeAnswer kept) => new ContentFrame[] { new EventFrame(kept.Events) }.ToAsyncEnumerable();
}
