namespace Mesh.Contracts.Tasks;

/// <summary>A place in a tenant's list of tasks, the newest first.</summary>
/// <param name="At">When the task there was submitted.</param>
/// <param name="Id">Its id.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskCursor")]
public sealed record TaskCursor([property: Id(0)] DateTimeOffset At, [property: Id(1)] string Id);
