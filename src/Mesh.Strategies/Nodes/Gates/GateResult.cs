using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>What became of one of several calls.</summary>
/// <param name="Call">The call.</param>
/// <param name="Answer">Its answer; null where nobody had one.</param>
/// <param name="Failure">Why.</param>
internal sealed record GateResult(GateCall Call, HeldAnswer? Answer, Exception? Failure);
