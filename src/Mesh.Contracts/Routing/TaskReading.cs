namespace Mesh.Contracts.Routing;

/// <summary>What kind of task a request is.</summary>
/// <param name="Task">Its class, such as <c>code</c>.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskReading")]
public readonly record struct TaskReading([property: Id(0)] string Task, [property: Id(1)] double Confidence);
