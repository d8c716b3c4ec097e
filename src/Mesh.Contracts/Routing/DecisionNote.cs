namespace Mesh.Contracts.Routing;

/// <summary>A recent decision, who answered by it and what became of it.</summary>
/// <param name="Decision">The decision; of its candidates some only.</param>
/// <param name="Tenant">Whose request it was; empty when that is not known.</param>
/// <param name="Task">The class of task, where it was told; null where nobody asked for it.</param>
/// <param name="Model">The model that answered; null when none did.</param>
/// <param name="Endpoint">Its endpoint; null when none did.</param>
[GenerateSerializer, Immutable, Alias("mesh.DecisionNote")]
public sealed record DecisionNote(
    [property: Id(0)] RouteDecision Decision, [property: Id(1)] string Tenant, [property: Id(2)] string? Task, [property: Id(3)] string? Model, [property: Id(4)] string? Endpoint)
{
    /// <summary>What became of the request; null while it is under way, and where nobody was asked.</summary>
    [Id(10)] public DecisionOutcome? Outcome { get; init; }

    /// <summary>What its caller said of the answer; null where nothing was counted.</summary>
    [Id(11)] public DecisionFeedback? Feedback { get; init; }

    /// <summary>Candidates of the decision that are not kept.</summary>
    [Id(12)] public int Omitted { get; init; }
}
