using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Plans;

/// <summary>Answers requests by the plan of their route, or by their own.</summary>
public sealed class RoutePlans(PlanWalk walk, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>Answers; returns when the first content is here.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="decision">The decision that led to it.</param>
    /// <param name="task">The request.</param>
    /// <param name="expires">When its time is over, as a timestamp.</param>
    /// <param name="cancellationToken">Ends it, with every call that it has begun.</param>
    /// <exception cref="Contracts.Errors.MeshException">It cannot answer.</exception>
    public Task<PlanAnswer> AnswerAsync(RequestPlan plan, RouteDecision decision, ChatTask task, long expires, CancellationToken cancellationToken) =>
        walk.AnswerAsync(plan.Entry, plan.Begin(time, instruments.Plans), decision with { Source = AnswerSource.Plan }, Bound(task, decision, plan.Durable?.Record.Found ?? task.Found ?? new FoundClasses()), plan.Budget, expires, cancellationToken, plan.Durable);

    // What was found of the request, and what the rules of its route made of it, holds for every call on its behalf.
    private static ChatTask Bound(ChatTask task, RouteDecision decision, FoundClasses found) => task.Asking(task.Query with
    {
        Data = [.. task.Query.Data.Union(decision.Data, StringComparer.OrdinalIgnoreCase)],
        Task = task.Query.Task ?? decision.Task,
        Class = task.Query.Class ?? (decision.Class == WorkClass.Standard ? null : decision.Class),
        Weights = decision.Rules.Count > 0 && task.Query.Prefer is null ? task.Query.Weights ?? decision.Weights : task.Query.Weights,
        Without = decision.RuledOut,
        Fallbacks = [],
        Affinity = null,
    }, found);
}
