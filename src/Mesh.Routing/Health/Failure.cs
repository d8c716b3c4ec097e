namespace Mesh.Routing.Health;

/// <summary>A failure as a circuit counted it, so that it can be taken back (<see cref="Circuit.Retract"/>).</summary>
/// <param name="Period">The period of its request.</param>
/// <param name="Run">The run of failures that it belongs to.</param>
/// <param name="Second">The second in which it was counted.</param>
/// <param name="IsTrial">Whether it was the trial's.</param>
/// <param name="Level">The back-off's level before it.</param>
public readonly record struct Failure(long Period, long Run, long Second, bool IsTrial, int Level);
