namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>How a scorer did on answers that it hadn't seen: by cross-validation over its training rows, questions kept together.</summary>
/// <param name="Rows">Answers that it was trained on.</param>
/// <param name="Right">Share of them that is right.</param>
/// <param name="Auroc">Probability that it rates a right answer above a wrong one; 0.5 is chance.</param>
/// <param name="Error">Mean squared error of its probabilities.</param>
/// <param name="ErrorOfMean">That of always saying the share.</param>
/// <param name="CalibrationError">Expected calibration error over ten bins; friendly, since the two figures of the calibration were fitted on the same predictions.</param>
public sealed record ScorerEvaluation(int Rows, double Right, double Auroc, double Error, double ErrorOfMean, double CalibrationError);
