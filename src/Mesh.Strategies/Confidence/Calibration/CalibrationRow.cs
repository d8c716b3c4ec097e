namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>One recorded answer that somebody judged.</summary>
/// <param name="Confidence">The confidence in it, 0 to 1.</param>
/// <param name="IsRight">Whether it was right.</param>
/// <param name="TaskClass">The request's task class; null where it has none.</param>
/// <param name="Cost">What it cost, in dollars.</param>
/// <param name="EscalationCost">What asking the next tier too costs or would have cost, in dollars.</param>
/// <param name="NextIsRight">Whether the next tier's answer was right; null where it wasn't asked.</param>
public sealed record CalibrationRow(double Confidence, bool IsRight, string? TaskClass = null, double Cost = 0, double EscalationCost = 0, bool? NextIsRight = null);
