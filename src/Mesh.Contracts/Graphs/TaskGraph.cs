namespace Mesh.Contracts.Graphs;

/// <summary>A task broken into smaller ones. Ids are unique, dependencies lead to tasks of the graph, and none leads back to itself.</summary>
/// <param name="Tasks">The tasks, in the planner's order.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskGraph")]
public sealed record TaskGraph([property: Id(0)] IReadOnlyList<PlannedTask> Tasks);
