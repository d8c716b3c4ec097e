using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>What one of several experts is asked beside the others.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Task">What it is asked: the request, or its part of it.</param>
internal sealed record GateCall(Expert Expert, ChatTask Task);
