namespace Mesh.Strategies.Tests.Caching.Semantic;

/// <summary>Two questions that lie close together, and what must come of them.</summary>
/// <param name="Expected"><c>same</c>, <c>differs</c>, or the contradiction.</param>
/// <param name="One">The one.</param>
/// <param name="Other">The other.</param>
public sealed record QuestionPair(string Expected, string One, string Other)
{
    /// <summary>Whether one's answer is the other's.</summary>
    public bool IsSame => Expected == "same";

    /// <summary>The pairs of a text of this folder.</summary>
    public static IReadOnlyList<QuestionPair> Read(string text) =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Caching", "Semantic", text))
            .Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Select(l => l.Split(" | "))
            .Select(p => new QuestionPair(p[0], p[1], p[2])),
    ];
}
