namespace Mesh.Prompts.Templates;

/// <summary>A template that was read, or what is wrong with it.</summary>
/// <param name="Template">The template; null when anything is wrong.</param>
/// <param name="Faults">What is wrong, in the order of its lines; at most <see cref="TemplateReader.MostFaults"/>.</param>
public sealed record TemplateReading(PromptTemplate? Template, IReadOnlyList<TemplateFault> Faults);
