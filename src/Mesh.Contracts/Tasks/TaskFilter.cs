namespace Mesh.Contracts.Tasks;

/// <summary>Which tasks a list shows.</summary>
/// <param name="States">Their states; empty for all.</param>
/// <param name="Target">Route, model or endpoint that was asked for; empty for any.</param>
/// <param name="Before">Only tasks behind this one, by submission and id; null from the newest on.</param>
/// <param name="Size">How many at most.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskFilter")]
public sealed record TaskFilter([property: Id(0)] IReadOnlyList<TaskState> States, [property: Id(1)] string Target, [property: Id(2)] TaskCursor? Before, [property: Id(3)] int Size);
