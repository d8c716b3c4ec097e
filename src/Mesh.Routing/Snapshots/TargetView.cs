using Mesh.Contracts.Catalog;
using Mesh.Routing.Signals.Rules;

namespace Mesh.Routing.Snapshots;

/// <summary>What a name that callers may ask for stands for.</summary>
/// <param name="Route">How to choose; made up for model and endpoint names.</param>
/// <param name="Groups">The candidates, then each fallback's, to be asked in this order.</param>
public sealed record TargetView(RouteEntry Route, IReadOnlyList<ServedEndpoint[]> Groups)
{
    /// <summary>Its rules.</summary>
    internal RuleSet Rules { get; init; } = RuleSet.None;

    /// <summary>Endpoints in all groups; one that is in two counts twice.</summary>
    public int Endpoints { get; } = Groups.Sum(g => g.Length);

    /// <summary>Models among its candidates, fallbacks left out.</summary>
    public int Models { get; } = Groups.Count == 0 ? 0 : Groups[0].DistinctBy(e => e.ModelIndex).Count();
}
