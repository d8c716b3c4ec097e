namespace Mesh.Contracts.Routing;

/// <summary>A recent decision and who answered by it.</summary>
/// <param name="Decision">The decision; of its candidates the first ones only.</param>
/// <param name="Tenant">Whose request it was; empty when that is not known.</param>
/// <param name="Task">The class of task, where it was told; null where nobody asked for it.</param>
/// <param name="Model">The model that answered; null when none did.</param>
/// <param name="Endpoint">Its endpoint; null when none did.</param>
[GenerateSerializer, Immutable, Alias("mesh.DecisionNote")]
public sealed record DecisionNote(
    [property: Id(0)] RouteDecision Decision, [property: Id(1)] string Tenant, [property: Id(2)] string? Task, [property: Id(3)] string? Model, [property: Id(4)] string? Endpoint)
{
    /// <summary>Whether an outcome was counted for it.</summary>
    [Id(5)] public bool Judged { get; init; }
}
