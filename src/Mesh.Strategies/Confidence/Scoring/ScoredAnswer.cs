namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>What a learned scorer says of an answer.</summary>
/// <param name="Right">Probability that it is right, calibrated on answers that training hadn't seen.</param>
/// <param name="Gain">What the next tier's answer is expected to be better by, -1 to 1; null where the scorer knows no next tier.</param>
/// <param name="Keep">0 to 1, the higher the more speaks for keeping it: what thresholds are chosen on. Without a next tier it is <paramref name="Right"/>.</param>
public readonly record struct ScoredAnswer(double Right, double? Gain, double Keep);
