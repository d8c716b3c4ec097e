namespace Mesh.Prompts.Templates;

/// <summary>What is wrong with a template.</summary>
/// <param name="Line">The line of the template where it is, from 1.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Mend">What to write instead.</param>
public sealed record TemplateFault(int Line, string Problem, string Mend);
