namespace Mesh.Contracts.Chat;

/// <summary>A piece of a message.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ContentPart")]
public abstract record ContentPart;

/// <summary>Text.</summary>
/// <param name="Text">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.TextPart")]
public sealed record TextPart([property: Id(0)] string Text) : ContentPart;

/// <summary>An image.</summary>
/// <param name="Url">An http(s) or data URL.</param>
/// <param name="Detail">low, high or auto; null for the default.</param>
[GenerateSerializer, Immutable, Alias("mesh.ImagePart")]
public sealed record ImagePart([property: Id(0)] string Url, [property: Id(1)] string? Detail) : ContentPart;

/// <summary>A document.</summary>
/// <param name="Name">File name.</param>
/// <param name="Data">A data URL.</param>
[GenerateSerializer, Immutable, Alias("mesh.FilePart")]
public sealed record FilePart([property: Id(0)] string? Name, [property: Id(1)] string Data) : ContentPart;

/// <summary>Sound.</summary>
/// <param name="Data">Base64.</param>
/// <param name="Format">wav or mp3.</param>
[GenerateSerializer, Immutable, Alias("mesh.AudioPart")]
public sealed record AudioPart([property: Id(0)] string Data, [property: Id(1)] string Format) : ContentPart;

/// <summary>What a model thought before it answered.</summary>
/// <param name="Text">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReasoningPart")]
public sealed record ReasoningPart([property: Id(0)] string Text) : ContentPart;

/// <summary>A model's refusal.</summary>
/// <param name="Text">The text.</param>
[GenerateSerializer, Immutable, Alias("mesh.RefusalPart")]
public sealed record RefusalPart([property: Id(0)] string Text) : ContentPart;
