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
    /// <summary>What the plan calls its artefact, whose name nobody knows before.</summary>
    public const string Scorer = "SCORER";

    /// <summary>The artefact that it needs, as JSON; null for none.</summary>
    public string? Artifact { get; init; }

    /// <summary>Whether the mesh chooses by forecasts of its own, so that it need not do what the rule says.</summary>
    public bool IsChosenByTheMesh { get; init; }

    /// <summary>Whether its route keeps answers and gives them again.</summary>
    public bool IsCached { get; init; }
}
