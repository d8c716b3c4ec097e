using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>What became of one answer that was wanted.</summary>
/// <param name="Voter">Whose it is.</param>
/// <param name="Answer">The answer; null where it failed.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
internal sealed record Ballot(Voter Voter, HeldAnswer? Answer, Exception? Failure)
{
    /// <summary>Whether it says anything that can be compared.</summary>
    public bool Says => Answer is { Whole: var whole } && (whole.ToolCalls.Count > 0 || whole.Refusal.Length > 0 || !string.IsNullOrWhiteSpace(whole.Text));

    /// <summary>Whether it calls tools.</summary>
    public bool Calls => Answer is { Whole.ToolCalls.Count: > 0 };
}
