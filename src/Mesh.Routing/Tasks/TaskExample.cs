namespace Mesh.Routing.Tasks;

/// <summary>An example prompt of a built-in class.</summary>
/// <param name="Task">The class.</param>
/// <param name="Line">The line that it is a variant of; variants of one line belong to one side of any split.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Complexity">From 0 (trivial) to 1 (long thought).</param>
public sealed record TaskExample(string Task, int Line, string Prompt, float Complexity);
