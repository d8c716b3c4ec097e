using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Prediction;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Spending;

namespace Mesh.Routing.Selection;

/// <summary>
/// Chooses model and endpoint: a pure function of a view, a query and a draw. Hard filters first; among what is left the
/// model by the route's preference, then its endpoints by the route's balance, then the next model's.
/// </summary>
public static class Router
{
    // What weighs less than this against cost or time decides between equals only.
    private const double LeastQualityWeight = 0.1;

    /// <summary>Decides.</summary>
    /// <param name="view">The revision to look at.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="draw">Numbers from 0 to 1, for weighted choices and ties.</param>
    /// <param name="id">The decision's id.</param>
    /// <param name="shares">How the routes' requests lately went to vendors; null where nobody keeps it.</param>
    /// <param name="spend">What tenants have spent; null where nobody keeps it.</param>
    /// <param name="predictor">The learned router; null for none.</param>
    /// <exception cref="MeshException">not_found when the target is unknown; content_refused when a rule refuses the request.</exception>
    public static RouteDecision Decide(
        MeshView view, RouteQuery query, Func<double> draw, string id, VendorShares? shares = null, TenantSpend? spend = null, QualityPredictor? predictor = null)
    {
        var asked = query.Leaf is { } leaf ? view.Leaf(leaf) : view.Target(query.Target);
        var facts = new RuleFacts(view, query, spend);
        var ruling = Ruling.Of(view, asked, facts);
        var route = ruling.Target.Route;
        var fallbacks = query.Fallbacks.Count == 0 ? [] : query.Fallbacks.Select(f => Ruling.Of(view, view.Target(f), facts)).ToArray();
        var weights = Weights(query, ruling);
        var foresight = weights.Quality < LeastQualityWeight ? null : Foresight.Of(view, query, ruling.Target, predictor, facts);
        var ranked = Rank(view, query, draw, ruling, fallbacks, facts, weights, foresight, shares?.Sated(route));
        return new RouteDecision
        {
            Id = id,
            Route = asked.Route.Name,
            Revision = view.Revision,
            Prefer = Preference(query, ruling),
            Balance = route.Balance,
            Candidates = ranked.Candidates,
            Eligible = ranked.Eligible,
            Deadline = route.Deadline ?? view.Document.Defaults.Deadline,
            Class = route.Class,
            OnInterruption = route.OnInterruption,
            FullFor = ranked.FullFor,
            Rules = fallbacks.Length == 0 ? ruling.Fired : [.. ruling.Fired, .. fallbacks.SelectMany(f => f.Fired)],
            Signals = facts.Told(),
            Data = facts.Data,
            Task = facts.ReadTask,
            Prediction = foresight?.Told(),
            AnsweredBy = route.Name,
            Hedge = route.Hedge,
            RuledOut = view.Outside(ruling.Both(view.Without(query.Without))),
            Weights = weights,
        };
    }

    private static (Candidate[] Candidates, int Eligible, TimeSpan? FullFor) Rank(
        MeshView view, RouteQuery query, Func<double> draw, Ruling ruling, Ruling[] fallbacks, RuleFacts facts, UtilityWeights weights, Foresight? foresight, IReadOnlySet<string>? sated)
    {
        using var ranking = new Ranking(view, query, ruling.Target.Route, weights, draw, ruling.Target.Endpoints + fallbacks.Sum(f => f.Target.Endpoints))
        {
            Data = facts.Data,
            Qualities = TaskMatters(ruling.Target, query, weights) ? view.Qualities?.Of(facts.Task) : null,
            Foresight = foresight,
            Sated = sated,
        };
        var allowed = ruling.Both(view.Without(query.Without));
        ranking.Add(ruling.Target, isFallback: false, allowed);
        foreach (var fallback in fallbacks)
        {
            // What a rule leaves out does not come back as the caller's own fallback.
            ranking.Add(fallback.Target, isFallback: true, fallback.Both(allowed));
        }

        // A bound on a vendor's share is no reason to answer nobody.
        return ranking.Eligible == 0 && sated is not null
            ? Rank(view, query, draw, ruling, fallbacks, facts, weights, foresight, sated: null)
            : (ranking.Finish(), ranking.Eligible, ranking.FullFor);
    }

    private static Prefer Preference(RouteQuery query, Ruling ruling) => query.Prefer ?? ruling.Prefer ?? ruling.Target.Route.Prefer;

    // Who says it last and most closely: the caller, then a rule, then the route; weights before a preference.
    private static UtilityWeights Weights(RouteQuery query, Ruling ruling) =>
        query.Weights
        ?? (query.Prefer is { } own ? MeritWeights.Of(own) : null)
        ?? ruling.Weights
        ?? (ruling.Prefer is { } ruled ? MeritWeights.Of(ruled) : null)
        ?? ruling.Target.Route.Weights
        ?? MeritWeights.Of(ruling.Target.Route.Prefer);

    // Between models, and where their quality counts: to tell the task the content is read.
    private static bool TaskMatters(TargetView target, RouteQuery query, UtilityWeights weights) =>
        (query.Task is not null || query.Signals is not null) && ((target.Models > 1 && weights.Quality >= LeastQualityWeight) || target.Route.MinQuality is not null);

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
            [Exclusion.DataPolicy] => Refuse(MeshErrorCode.ContentRefused, "data_policy", $"The request holds data ({string.Join(", ", decision.Data)}) that no model behind this name may see. Ask for a route with a model that may, or have one granted it in the catalogue.", reasons),
            [Exclusion.Rule] => Refuse(MeshErrorCode.NoCapacity, "no_candidate", "A rule of the route leaves every candidate out.", reasons),
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
        Exclusion.DataPolicy => "may not see what the request holds",
        Exclusion.Rule => "is left out by a rule",
        Exclusion.Latency => "is predicted to take longer than the ceiling",
        Exclusion.VendorShare => "its vendor has had its share of the route",
        Exclusion.Simulated => "is simulated and does not stand in for a real one",
        _ => "may serve",
    };
}
