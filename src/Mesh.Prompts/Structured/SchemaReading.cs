namespace Mesh.Prompts.Structured;

/// <summary>A schema that was read, or what is wrong with it.</summary>
/// <param name="Schema">The schema; null when anything is wrong.</param>
/// <param name="Faults">What is wrong; at most <see cref="OutputSchema.MostFaults"/>.</param>
public sealed record SchemaReading(OutputSchema? Schema, IReadOnlyList<SchemaFault> Faults);
