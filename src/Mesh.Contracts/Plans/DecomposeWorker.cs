namespace Mesh.Contracts.Plans;

/// <summary>Who does tasks of a graph.</summary>
/// <param name="Node">The node that is asked.</param>
/// <param name="Tasks">Classes of tasks for which it is asked before others; empty for any.</param>
[GenerateSerializer, Immutable, Alias("mesh.DecomposeWorker")]
public sealed record DecomposeWorker([property: Id(0)] NodeEntry Node, [property: Id(1)] IReadOnlyList<string> Tasks);
