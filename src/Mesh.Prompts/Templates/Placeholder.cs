namespace Mesh.Prompts.Templates;

/// <summary>What a template may name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Who said what it stands for.</param>
/// <param name="Required">Whether a template must name it, and a rendering must fill it.</param>
public sealed record Placeholder(string Name, PlaceholderKind Kind, bool Required = true);
