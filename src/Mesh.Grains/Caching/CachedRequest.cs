using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Caching;

/// <summary>A request of a route that may answer without a model.</summary>
/// <param name="View">The revision it came under.</param>
/// <param name="Route">Its route.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Task">The request, with its caller.</param>
/// <param name="Ask">Asks a model, under a token of its own.</param>
/// <param name="Embed">Has a text turned into a vector, as a part of this request.</param>
public sealed record CachedRequest(
    MeshView View,
    RouteEntry Route,
    RouteDecision Decision,
    ChatTask Task,
    Func<RouteDecision, CancellationToken, Task<PlanAnswer>> Ask,
    Func<EmbeddingTask, CancellationToken, Task<EmbeddingOutcome>> Embed)
{
    /// <summary>What else of the catalogue the answer of a part of a plan hangs on; null for a request as a whole.</summary>
    public IReadOnlyList<string>? Part { get; init; }
}
