namespace Mesh.Strategies.Votes.Weights;

/// <summary>What is known of a model on a class of tasks at a time.</summary>
/// <param name="Task">The class of tasks.</param>
/// <param name="Model">The model; empty for what counts of the class as a whole.</param>
/// <param name="Yes">Right answers; of the class, pairs of wrong answers that met.</param>
/// <param name="No">Wrong answers; of the class, pairs of wrong answers that didn't meet.</param>
public sealed record RecordCell(string Task, string Model, double Yes, double No);
