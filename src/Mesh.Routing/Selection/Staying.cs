using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>
/// What it is worth that a conversation keeps its model, in utility: another one must be better by as much before it takes over, so that small
/// changes of price, load or quality do not make it go to and fro. Nothing once the conversation has rested for as long as caches last.
/// </summary>
internal static class Staying
{
    /// <summary>Between turns: 0.05 that a change must gain, and 0.10 for what is lost by one.</summary>
    public const double BetweenTurns = 0.15;

    /// <summary>In the middle of a tool's use, whose call another model did not make.</summary>
    public const double InToolUse = 0.35;

    /// <summary>What staying with an endpoint's model is worth.</summary>
    public static double Worth(CacheAffinity? affinity, ServedEndpoint endpoint) =>
        affinity is not { CachedTokens: > 0 } || !string.Equals(affinity.Model, endpoint.Model.Name, StringComparison.OrdinalIgnoreCase) ? 0
        : affinity.InToolUse ? BetweenTurns + InToolUse
        : BetweenTurns;
}
