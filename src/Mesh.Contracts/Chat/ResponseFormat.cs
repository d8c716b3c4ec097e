namespace Mesh.Contracts.Chat;

/// <summary>The form that an answer must have.</summary>
/// <param name="Kind">Free text, any JSON object, or JSON by schema.</param>
/// <param name="Name">Schema name, for a schema.</param>
/// <param name="SchemaJson">The JSON schema, for a schema.</param>
/// <param name="Strict">Whether the model is held to it.</param>
[GenerateSerializer, Immutable, Alias("mesh.ResponseFormat")]
public sealed record ResponseFormat(
    [property: Id(0)] ResponseFormatKind Kind,
    [property: Id(1)] string? Name = null,
    [property: Id(2)] string? SchemaJson = null,
    [property: Id(3)] bool? Strict = null);
