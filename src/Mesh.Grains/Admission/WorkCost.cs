using Mesh.Contracts.Routing;

namespace Mesh.Grains.Admission;

/// <summary>What a request takes of its tenant's share.</summary>
internal static class WorkCost
{
    // What an answer is taken to have where nothing is said of its length.
    private const double AssumedAnswer = 300;

    /// <summary>Prompt tokens that are not cached, and twice the answer's, since these take an engine longer.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="cached">Tokens of the prompt that are taken to be cached.</param>
    public static double Of(RouteQuery query, double cached) => Math.Max(1, query.InputTokensExpected - cached) + (2 * (query.MaxOutputTokens ?? AssumedAnswer));
}
