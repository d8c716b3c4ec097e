namespace Mesh.Contracts.Chat;

/// <summary>A function that the model may ask for.</summary>
/// <param name="Name">Function name.</param>
/// <param name="Description">What it does.</param>
/// <param name="ParametersJson">JSON schema of its arguments; null for none.</param>
/// <param name="Strict">Whether the arguments must hold to the schema.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolDefinition")]
public sealed record ToolDefinition(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Description,
    [property: Id(2)] string? ParametersJson,
    [property: Id(3)] bool? Strict);
