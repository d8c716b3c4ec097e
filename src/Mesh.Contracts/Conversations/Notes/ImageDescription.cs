namespace Mesh.Contracts.Conversations.Notes;

/// <summary>An image in words, for models that cannot see.</summary>
/// <param name="Hash">SHA-256 of the image in lower-case hex.</param>
/// <param name="Text">The description.</param>
/// <param name="Model">The model that made it.</param>
[GenerateSerializer, Immutable, Alias("mesh.ImageDescription")]
public sealed record ImageDescription([property: Id(0)] string Hash, [property: Id(1)] string Text, [property: Id(2)] string Model);
