using Mesh.RouterEval.Votes;

namespace Mesh.Load.Recorded;

/// <summary>A way to answer that was fitted on some questions and is asked others.</summary>
/// <param name="Name">Its row in the table.</param>
/// <param name="Plan">Its plan as the catalogue writes it; null for a model that is asked by its name.</param>
/// <param name="Target">That model's name; null for a plan.</param>
/// <param name="Expected">What the evaluation of the rule alone makes of a question, by its place.</param>
/// <param name="Chosen">What was chosen, in words.</param>
internal sealed record FittedPlan(string Name, string? Plan, string? Target, Func<int, Played> Expected, string Chosen)
{
    /// <summary>Whether its route keeps answers and gives them again.</summary>
    public bool IsCached { get; init; }
}
