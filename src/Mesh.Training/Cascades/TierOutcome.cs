using Mesh.Strategies.Confidence.Sources;

namespace Mesh.Training.Cascades;

/// <summary>What a tier of a cascade gave on one walk.</summary>
/// <param name="Confidence">The confidence in it, 0 to 1; null where no source said anything, and of the last tier.</param>
/// <param name="Parts">What each source said.</param>
/// <param name="Quality">How right it was, 0 to 1; null where nobody knows.</param>
/// <param name="CostUsd">What it cost in USD.</param>
/// <param name="Features">What a scorer learns from; empty for none.</param>
public sealed record TierOutcome(double? Confidence, IReadOnlyList<ConfidencePart> Parts, double? Quality, double CostUsd, float[] Features);
