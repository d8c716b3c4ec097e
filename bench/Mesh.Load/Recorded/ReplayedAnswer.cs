namespace Mesh.Load.Recorded;

/// <summary>What came of one question through the mesh.</summary>
/// <param name="Quality">How right the answer is.</param>
/// <param name="CostUsd">What the mesh's account says.</param>
/// <param name="Seconds">Simulated seconds of the calls that were made, put together as the mesh's report tells.</param>
/// <param name="Milliseconds">What it really took, with an upstream that answers at once.</param>
/// <param name="Calls">Calls of models.</param>
/// <param name="Fault">What is wrong with it; null for nothing.</param>
internal sealed record ReplayedAnswer(double Quality, double CostUsd, double Seconds, double Milliseconds, int Calls, string? Fault);
