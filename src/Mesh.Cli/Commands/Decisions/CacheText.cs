using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Decisions;

/// <summary>What caches had to do with a decision, as people read it.</summary>
internal static class CacheText
{
    /// <summary>Who answered without a model, and what the semantic cache found; nothing where no cache had a part in it.</summary>
    public static IReadOnlyList<string> Of(V1.Decision decision) =>
        [.. decision.Cache.Length > 0 ? [$"answered by {decision.Cache}"] : Array.Empty<string>(), .. decision.Semantic is { } look ? [Semantic(look)] : Array.Empty<string>()];

    private static string Semantic(V1.SemanticLook look)
    {
        var near = look.HasSimilarity ? $" at similarity {Numbers.Plain(look.Similarity)}" : "";
        var found = look.Outcome switch
        {
            "hit" => $"a question in other words{near}",
            "far" when look.HasSimilarity => $"no question is near enough: the nearest stands{near}",
            "far" => "no question is kept",
            "contradicted" => $"a question{near} contradicts in {look.Contradiction}",
            "gone" => $"the answer to a question{near} is no longer kept, or its model may not answer",
            "late" => "the vector did not come in time",
            "resting" => "vectors were late, and none was asked for",
            _ => "no vector came",
        };
        return look.EmbeddingModel.Length > 0 ? $"{found} (vector by {look.EmbeddingModel}, {Numbers.Usd(look.EmbeddingUsd)})" : found;
    }
}
