namespace Mesh.Training.Cascades;

/// <summary>A figure with its interval of 95%, by drawing the walks again.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Its lower bound.</param>
/// <param name="High">Its upper bound.</param>
public sealed record Interval(double Value, double Low, double High);
