namespace Mesh.Prompts.Templates;

/// <summary>The text of a template, read and checked.</summary>
/// <param name="System">The part for the system message; empty when it has none.</param>
/// <param name="User">The part for the user message.</param>
internal sealed record TemplateBody(IReadOnlyList<TemplatePart> System, IReadOnlyList<TemplatePart> User);
