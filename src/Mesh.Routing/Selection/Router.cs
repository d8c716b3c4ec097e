using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Selection;

/// <summary>
/// Chooses model and endpoint: a pure function of a view, a query and a draw. Hard filters first; among what is left the
/// model by the route's preference, then its endpoints by the route's balance, then the next model's.
/// </summary>
public static class Router
{
    /// <summary>Decides.</summary>
    /// <param name="view">The revision to look at.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="draw">Numbers from 0 to 1, for weighted choices and ties.</param>
    /// <param name="id">The decision's id.</param>
    /// <exception cref="MeshException">not_found when the target is unknown.</exception>
    public static RouteDecision Decide(MeshView view, RouteQuery query, Func<double> draw, string id)
    {
        var target = view.Target(query.Target);
        var prefer = query.Prefer ?? target.Route.Prefer;
        var fallbacks = query.Fallbacks.Count == 0 ? [] : query.Fallbacks.Select(view.Target).ToArray();
        var most = target.Endpoints + fallbacks.Sum(f => f.Endpoints);
        using var ranking = new Ranking(view, query, target.Route, prefer, draw, most);
        ranking.Add(target, isFallback: false);
        foreach (var fallback in fallbacks)
        {
            ranking.Add(fallback, isFallback: true);
        }

        return new RouteDecision
        {
            Id = id,
            Route = target.Route.Name,
            Revision = view.Revision,
            Prefer = prefer,
            Balance = target.Route.Balance,
            Candidates = ranking.Finish(),
            Eligible = ranking.Eligible,
            Deadline = target.Route.Deadline ?? view.Document.Defaults.Deadline,
            Class = target.Route.Class,
            OnInterruption = target.Route.OnInterruption,
            FullFor = ranking.FullFor,
            Hedge = target.Route.Hedge,
        };
    }

    /// <summary>The error of a decision without an eligible candidate.</summary>
    public static MeshException NoCandidate(RouteDecision decision)
    {
        var reasons = decision.Candidates.Select(c => $"{c.Endpoint}: {Describe(c.Excluded)}").ToArray();
        var distinct = decision.Candidates.Select(c => c.Excluded).Distinct().ToArray();
        return distinct switch
        {
            [Exclusion.Capability] => Refuse(MeshErrorCode.InvalidRequest, "capability_missing", "No model behind this name can take what the request holds (images, tools, a schema, sound, files or log-probabilities). Ask for another model or route.", reasons),
            [Exclusion.ContextLength] => Refuse(MeshErrorCode.InvalidRequest, "context_length_exceeded", "The prompt and the answer do not fit the context of any model behind this name. Shorten the prompt or ask for a model with a longer context.", reasons),
            [Exclusion.Lifecycle] => Refuse(MeshErrorCode.NotFound, "model_not_served", "The models behind this name are proposed or retired and serve nobody.", reasons),
            [Exclusion.Cost] => Refuse(MeshErrorCode.QuotaExhausted, "cost_ceiling", "Every candidate's expected cost is over the request's ceiling. Raise it or ask for a cheaper route.", reasons),
            [] => Refuse(MeshErrorCode.NoCapacity, "no_endpoint", "No endpoint serves this name. Add one to the catalogue.", reasons),
            _ when !distinct.Any(e => e is Exclusion.Unhealthy or Exclusion.CoolingDown or Exclusion.Slow or Exclusion.Full or Exclusion.Gone or Exclusion.NotReady or Exclusion.Draining) => Refuse(MeshErrorCode.NoCapacity, "no_candidate", "Every candidate is ruled out, and waiting does not change it; each one's reason is in 'attempts'.", reasons),
            _ => Refuse(MeshErrorCode.NoCapacity, "overloaded", "Every candidate is full, failing or ruled out; each one's reason is in 'attempts'.", reasons, decision.FullFor ?? TimeSpan.FromSeconds(1)),
        };
    }

    private static MeshException Refuse(MeshErrorCode code, string reason, string message, string[] attempts, TimeSpan? retryAfter = null) =>
        new(new MeshError { Code = code, Reason = reason, Message = message, Attempts = attempts, RetryAfter = retryAfter, Field = code == MeshErrorCode.InvalidRequest ? "model" : null });

    private static string Describe(Exclusion exclusion) => exclusion switch
    {
        Exclusion.Capability => "cannot take what the request holds",
        Exclusion.ContextLength => "its context is too short",
        Exclusion.Lifecycle => "is not approved",
        Exclusion.Unhealthy => "its circuit is open",
        Exclusion.CoolingDown => "cools down, as it asked to",
        Exclusion.Slow => "is slow or silent, and others are not",
        Exclusion.TakenOut => "is taken out: its vendor refuses the mesh's key or account",
        Exclusion.Full => "is full",
        Exclusion.Cost => "costs more than the ceiling",
        Exclusion.Quality => "is under the quality floor",
        Exclusion.Gone => "its node or engine is gone",
        Exclusion.NotReady => "its engine is not ready yet",
        Exclusion.Draining => "its node is about to leave",
        Exclusion.Simulated => "is simulated and does not stand in for a real one",
        _ => "may serve",
    };
}
