using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Grains.Learning;

/// <summary>A learned scorer of the catalogue on this silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where its file lies.</param>
/// <param name="Artifact">What is asked of one answer; null for none.</param>
/// <param name="Version">Which one that is: when it was trained, and the beginning of its bytes' hash; empty for none.</param>
/// <param name="Refusal">Why the file is not used, with the mend; null where it is.</param>
public sealed record RunningScorer(string Name, string Path, ScorerArtifact? Artifact, string Version, string? Refusal)
{
    /// <summary>What is asked of all tiers of a cascade together; null for none.</summary>
    public GainArtifact? Gains { get; init; }
}
