namespace Mesh.Contracts.Chat;

/// <summary>A call of a tool.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="Name">Function name.</param>
/// <param name="ArgumentsJson">Arguments as the model wrote them.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolCall")]
public sealed record ToolCall([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] string ArgumentsJson);
