namespace Mesh.Contracts.Routing;

/// <summary>Outcomes of a model at a class of tasks, as of a time; older ones count less.</summary>
/// <param name="Task">The class of tasks.</param>
/// <param name="Model">The model.</param>
/// <param name="Good">How much went well, in outcomes.</param>
/// <param name="Bad">How much did not.</param>
/// <param name="At">When both were worked out.</param>
[GenerateSerializer, Immutable, Alias("mesh.QualityCell")]
public sealed record QualityCell(
    [property: Id(0)] string Task, [property: Id(1)] string Model, [property: Id(2)] double Good, [property: Id(3)] double Bad, [property: Id(4)] DateTimeOffset At)
{
    /// <summary>The tenant that told of them; empty for all, or for who is not kept apart.</summary>
    [Id(5)] public string Tenant { get; init; } = "";
}
