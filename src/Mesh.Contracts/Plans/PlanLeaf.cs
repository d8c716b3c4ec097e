using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Plans;

/// <summary>Who may be asked at a leaf of a plan, in place of the candidates of the plan's route. Told apart by reference: one object stands for one leaf.</summary>
/// <param name="Route">The plan's route, whose settings hold where the leaf has none.</param>
/// <param name="Candidates">Model or endpoint names, or patterns with <c>*</c>.</param>
/// <param name="Prefer">How the model is picked; null for what the route says.</param>
[GenerateSerializer, Immutable, Alias("mesh.PlanLeaf")]
public sealed record PlanLeaf([property: Id(0)] string Route, [property: Id(1)] IReadOnlyList<string> Candidates, [property: Id(2)] Prefer? Prefer);
