using System.Globalization;
using Mesh.Routing.Signals.Rules;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>An expert with its score for one request.</summary>
internal readonly record struct ScoredExpert(Expert Expert, double Score)
{
    private const int MostTold = 4;

    /// <summary>All experts, the best score first; of equals the earlier.</summary>
    public static ScoredExpert[] Of(IReadOnlyList<Expert> experts, RequestFacts facts) => [.. experts.Select(e => new ScoredExpert(e, e.Score(facts))).OrderByDescending(s => s.Score)];

    /// <summary>Scores as a record keeps them.</summary>
    public static string Write(Expert[] experts, IReadOnlyList<ScoredExpert> scored) =>
        string.Join(' ', scored.Select(s => string.Create(CultureInfo.InvariantCulture, $"{Array.IndexOf(experts, s.Expert)}:{s.Score:R}")));

    /// <summary>Scores that were kept.</summary>
    public static ScoredExpert[] Read(Expert[] experts, string kept) =>
        [.. kept.Split(' ').Select(k => k.Split(':')).Select(k => new ScoredExpert(experts[int.Parse(k[0], CultureInfo.InvariantCulture)], double.Parse(k[1], CultureInfo.InvariantCulture)))];

    /// <summary>The best scores, for a report.</summary>
    public static string Told(IReadOnlyList<ScoredExpert> scored) =>
        string.Join(", ", scored.Take(MostTold).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Expert.Name} {s.Score:0.00}")));
}
