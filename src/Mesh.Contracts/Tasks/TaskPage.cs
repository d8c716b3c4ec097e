namespace Mesh.Contracts.Tasks;

/// <summary>What a row of the store holds of a task's record.</summary>
[GenerateSerializer, Alias("mesh.TaskPage")]
public sealed class TaskPage
{
    /// <summary>The event; null where there is none.</summary>
    [Id(0)] public TaskEvent? Event { get; set; }
}
