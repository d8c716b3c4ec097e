namespace Mesh.Prompts.Templates;

/// <summary>A piece of a template, read and checked.</summary>
internal abstract record TemplatePart;

/// <summary>Text that stands as it is.</summary>
/// <param name="Text">The text.</param>
internal sealed record TextPart(string Text) : TemplatePart;

/// <summary>A placeholder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Who said what it stands for.</param>
internal sealed record PlacePart(string Name, PlaceholderKind Kind) : TemplatePart;

/// <summary>An output of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Path">Fields within its JSON; null for its text.</param>
internal sealed record StepPart(string Step, IReadOnlyList<string>? Path) : TemplatePart;

/// <summary>Pieces that are repeated for every item of a list.</summary>
/// <param name="List">Its placeholder.</param>
/// <param name="Inner">The pieces.</param>
internal sealed record EachPart(string List, IReadOnlyList<TemplatePart> Inner) : TemplatePart;

/// <summary>Something of the item that a list has come to.</summary>
/// <param name="Field">What of it.</param>
internal sealed record ItemPart(ItemField Field) : TemplatePart;
