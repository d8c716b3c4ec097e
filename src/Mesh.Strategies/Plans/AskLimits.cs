namespace Mesh.Strategies.Plans;

/// <summary>What a part of a node's work may take.</summary>
/// <param name="Budget">What it may spend; null for all that the node may.</param>
/// <param name="Within">How long it may take; null for all the time that is left.</param>
internal readonly record struct AskLimits(PlanBudget? Budget = null, TimeSpan? Within = null);
