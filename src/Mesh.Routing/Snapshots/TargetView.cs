using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Snapshots;

/// <summary>What a name that callers may ask for stands for.</summary>
/// <param name="Route">How to choose; made up for model and endpoint names.</param>
/// <param name="Groups">The candidates, then each fallback's, to be asked in this order.</param>
public sealed record TargetView(RouteEntry Route, IReadOnlyList<ServedEndpoint[]> Groups)
{
    /// <summary>Endpoints in all groups; one that is in two counts twice.</summary>
    public int Endpoints { get; } = Groups.Sum(g => g.Length);
}
