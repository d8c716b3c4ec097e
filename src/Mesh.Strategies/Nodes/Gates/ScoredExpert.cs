using System.Globalization;
using Mesh.Routing.Signals.Rules;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>An expert with its score for one request.</summary>
internal readonly record struct ScoredExpert(Expert Expert, double Score)
{
    private const int MostTold = 4;

    /// <summary>All experts, the best score first; of equals the earlier.</summary>
    public static ScoredExpert[] Of(IReadOnlyList<Expert> experts, RequestFacts facts) => [.. experts.Select(e => new ScoredExpert(e, e.Score(facts))).OrderByDescending(s => s.Score)];

    /// <summary>The best scores, for a report.</summary>
    public static string Told(IReadOnlyList<ScoredExpert> scored) =>
        string.Join(", ", scored.Take(MostTold).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Expert.Name} {s.Score:0.00}")));
}
