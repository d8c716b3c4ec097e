using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Strategies.Plans;

/// <summary>Who would answer a leaf's call.</summary>
/// <param name="Decision">The decision, with each candidate's expected cost and seconds.</param>
/// <param name="Task">The call's task, as it was decided.</param>
/// <param name="Plan">The plan of the route that would answer; null where a model does.</param>
/// <param name="Prices">What tokens cost at each candidate that may come to serve, in the decision's order.</param>
public sealed record CallQuote(RouteDecision Decision, ChatTask Task, NodeEntry? Plan, IReadOnlyList<ModelPrice> Prices)
{
    /// <summary>How long the decision took.</summary>
    public TimeSpan Took { get; init; }
}
