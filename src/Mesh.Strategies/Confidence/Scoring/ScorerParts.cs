using Mesh.Routing.Learning;

namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>What a learned scorer is made of.</summary>
/// <param name="Right">Log-odds of being right.</param>
/// <param name="RightTrees">Probability of being right.</param>
/// <param name="Slope">Of the calibration.</param>
/// <param name="Offset">Of the calibration.</param>
/// <param name="Gain">What the next tier gains; null where it isn't known.</param>
/// <param name="GainTrees">What the next tier gains; null where it isn't known.</param>
internal sealed record ScorerParts(LinearScore Right, RegressionTrees RightTrees, double Slope, double Offset, LinearScore? Gain, RegressionTrees? GainTrees);
