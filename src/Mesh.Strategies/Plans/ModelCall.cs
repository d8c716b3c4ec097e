using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Plans;

/// <summary>What a leaf of a plan asks of models.</summary>
/// <param name="Target">The name that is asked for: the plan's route, or the one that the leaf names.</param>
/// <param name="Leaf">Who may answer in place of the route's candidates; null where <paramref name="Target"/> says.</param>
/// <param name="Task">What is asked.</param>
/// <param name="MaxCostUsd">Candidates that are expected to cost more are left out; null for none.</param>
public sealed record ModelCall(string Target, PlanLeaf? Leaf, ChatTask Task, decimal? MaxCostUsd);
