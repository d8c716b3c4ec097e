using System.Text.Json;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Why a turn went to another model, read from the decision that sent it there.</summary>
internal static class HandOverReasons
{
    /// <summary>The reason in a word.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="before">The model that answered before.</param>
    /// <param name="now">The model that answers.</param>
    /// <param name="failed">The endpoints that were asked before the one that answers.</param>
    public static string Of(RouteDecision decision, string before, string now, IReadOnlyList<string> failed)
    {
        var its = decision.Candidates.Where(c => c.Model == before).ToArray();
        return its.Length == 0 ? decision.Candidates.All(c => c.Model == now) ? "asked_for" : "not_a_candidate"
            : its.Any(c => failed.Contains(c.Endpoint, StringComparer.OrdinalIgnoreCase)) ? "failed_over"
            : its.Any(c => c.Excluded == Exclusion.None) ? "ranked_higher"
            : JsonNamingPolicy.SnakeCaseLower.ConvertName(its[0].Excluded.ToString());
    }
}
