namespace Mesh.Strategies.Nodes.Gates;

/// <summary>A part of a mixed request.</summary>
/// <param name="Expert">Who is asked.</param>
/// <param name="Words">What.</param>
internal sealed record RequestPart(Expert Expert, string Words);
