namespace Mesh.Contracts.Tasks;

/// <summary>A part of a tenant's list of tasks, written by itself.</summary>
[GenerateSerializer, Alias("mesh.TaskListPage")]
public sealed class TaskListPage
{
    /// <summary>Its tasks by their ids.</summary>
    [Id(0)] public Dictionary<string, TaskSummary> Tasks { get; set; } = [];
}
