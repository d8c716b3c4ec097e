using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Selection;

/// <summary>How long an answer is taken to be before it is there.</summary>
public static class AnswerLength
{
    private const int Assumed = 300;

    /// <summary>Tokens: as many as are asked for, and a usual answer's where nothing is said.</summary>
    public static int Of(RouteQuery query, ModelEntry model) => Math.Min(query.MaxOutputTokens ?? Assumed, model.MaxOutputTokens ?? int.MaxValue);
}
