using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Turns;

/// <summary>Vectors, and how they came about.</summary>
/// <param name="Decision">The decision that led here.</param>
/// <param name="Answer">The vectors as the upstream wrote them.</param>
/// <param name="Account">What they took.</param>
/// <param name="Endpoint">The endpoint that answered.</param>
/// <param name="FallbackFrom">The endpoints that failed before.</param>
public sealed record EmbeddingOutcome(RouteDecision Decision, EmbeddingAnswer Answer, AttemptAccount Account, ServedEndpoint Endpoint, IReadOnlyList<string> FallbackFrom)
{
    /// <summary>How many attempts it took.</summary>
    public int Attempts => FallbackFrom.Count + 1;
}
