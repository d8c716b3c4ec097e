namespace Mesh.Contracts.Routing;

/// <summary>What a caller said of the answer to a decision.</summary>
/// <param name="Score">How well it was, 0 to 1.</param>
/// <param name="Task">The class of tasks that it counts for.</param>
/// <param name="At">When it was said.</param>
[GenerateSerializer, Immutable, Alias("mesh.DecisionFeedback")]
public sealed record DecisionFeedback([property: Id(0)] double Score, [property: Id(1)] string Task, [property: Id(2)] DateTimeOffset At);
