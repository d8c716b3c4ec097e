namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>A threshold, or why there is none.</summary>
/// <param name="Threshold">Answers with at least this confidence are accepted; null where none reaches the goal, and then no answer is to be accepted.</param>
/// <param name="Reason">In words: by what it was chosen, or what is missing.</param>
/// <param name="Rows">Rows that it was chosen from.</param>
/// <param name="Accepted">Share of these that it accepts.</param>
/// <param name="Wrong">Share of the accepted ones that are wrong; 0 where none is accepted.</param>
/// <param name="Bound">What the method promises of its measure: a share of wrong answers, or dollars; null where it promises nothing.</param>
/// <param name="MeanCost">Dollars of a request on these rows, both tiers together.</param>
public sealed record ThresholdChoice(double? Threshold, string Reason, int Rows, double Accepted, double Wrong, double? Bound, double MeanCost);
