namespace Mesh.Contracts.Tasks;

/// <summary>What is new of a task to somebody who watches it.</summary>
/// <param name="View">The task as it stands.</param>
/// <param name="Events">Events of its record from the number that was asked for on; bounded, so that more may follow at once.</param>
/// <param name="Version">Counts the changes of the tree of nodes, on this silo.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskNews")]
public sealed record TaskNews([property: Id(0)] TaskView View, [property: Id(1)] IReadOnlyList<TaskEvent> Events, [property: Id(2)] long Version);
