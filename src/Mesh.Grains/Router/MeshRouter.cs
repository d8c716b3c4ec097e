using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Learning;
using Mesh.Grains.Telemetry;
using Mesh.Providers.Usage;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals;
using Mesh.Routing.Spending;

namespace Mesh.Grains.Router;

/// <summary>Decides on this silo, from the running view.</summary>
/// <param name="views">The running view.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Numbers from 0 to 1; safe from any thread.</param>
/// <param name="recent">Keeps the decisions by which requests were served; null for nobody.</param>
/// <param name="counter">Counts tokens where a rule depends on them; null for estimates.</param>
/// <param name="spend">What tenants have spent; null where nobody keeps it.</param>
/// <param name="predictor">The learned router; null for none.</param>
/// <param name="prompts">Keeps prompts until their answers are judged; null for nobody.</param>
public sealed class MeshRouter(
    CatalogView views, MeshInstruments instruments, TimeProvider time, Func<double> draw, RecentDecisions? recent = null, TokenCounter? counter = null, TenantSpend? spend = null,
    RunningPredictor? predictor = null, PromptRecorder? prompts = null)
{
    private readonly VendorShares _shares = new(time);
    private readonly Func<ChatRequest, long?>? _count = counter is null ? null : counter.Prompt;
    private long _decisions;

    /// <summary>Decisions since start.</summary>
    public long Decisions => Interlocked.Read(ref _decisions);

    /// <summary>A chat whose signals can be read. Nothing is worked out until a rule, a ranking or the data policy reads it.</summary>
    /// <param name="task">The chat.</param>
    /// <param name="deadline">The caller's own deadline.</param>
    public ChatTask Read(ChatTask task, TimeSpan? deadline = null) => task.Asking(task.Query with
    {
        Deadline = deadline ?? task.Query.Deadline,
        Signals = RequestSignals.Of(task, views.Current.Tasks, _count),
    });

    /// <summary>Texts to turn into vectors, whose signals can be read.</summary>
    /// <param name="task">The texts.</param>
    /// <param name="deadline">The caller's own deadline.</param>
    public EmbeddingTask Read(EmbeddingTask task, TimeSpan? deadline = null) => new()
    {
        Native = task.Native,
        Query = task.Query with { Deadline = deadline ?? task.Query.Deadline, Signals = RequestSignals.Of(EmbeddingTexts.Of(task.Native), views.Current.Tasks) },
    };

    /// <summary>Chooses for <paramref name="query"/>.</summary>
    /// <exception cref="Contracts.Errors.MeshException">not_found when the target is unknown; content_refused when a rule refuses the request.</exception>
    public RouteDecision Decide(RouteQuery query)
    {
        var began = time.GetTimestamp();
        var decision = Look(query);
        Asked(decision, time.GetElapsedTime(began));
        return decision;
    }

    /// <summary>Chooses for <paramref name="query"/>, to be asked or not: nothing is counted.</summary>
    /// <exception cref="Contracts.Errors.MeshException">As <see cref="Decide"/>.</exception>
    public RouteDecision Look(RouteQuery query) =>
        Routing.Selection.Router.Decide(views.Current, query, draw, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), _shares, spend, predictor?.Current);

    /// <summary>Somebody wants to be served by a decision that was looked at: it counts.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="took">How long it took to make it.</param>
    public void Asked(RouteDecision decision, TimeSpan took)
    {
        Interlocked.Increment(ref _decisions);
        instruments.Decided(decision, took);
        if (decision.Eligible == 0)
        {
            CountTurnedAway(decision);
        }
    }

    /// <summary>A request is served by a decision.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="model">The model that answers.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <returns>Where its outcome is told.</returns>
    public ServedRequest Served(RouteDecision decision, RouteQuery query, string model, string endpoint)
    {
        if (Bounded(decision, endpoint) is var (route, vendor))
        {
            _shares.Add(route, vendor);
        }

        if (decision is { Prediction: { } prediction, Source: AnswerSource.Model })
        {
            predictor?.Current?.Decided(prediction, decision.Candidates[0].Model);
            instruments.Router.Chose(prediction);
        }

        return new ServedRequest(Keep(decision, query, model, endpoint), query.Leaf is null ? prompts?.Offer(decision, query) : null);
    }

    /// <summary>A request that was served has ended.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="served">Where its outcome is told.</param>
    /// <param name="model">The model that answered last.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="outcome">What became of it.</param>
    public void Ended(RouteDecision decision, ServedRequest served, string model, string endpoint, DecisionOutcome outcome)
    {
        served.Ended(model, endpoint, outcome);
        if (Bounded(decision, endpoint) is var (route, vendor))
        {
            _shares.Spent(route, vendor, outcome.CostUsd);
        }
    }

    /// <summary>Nobody answered by a decision, or nobody was to be asked: it is kept all the same.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="outcome">What became of the request; null where nobody was to be asked.</param>
    public void Unserved(RouteDecision decision, RouteQuery query, DecisionOutcome? outcome = null)
    {
        var kept = Keep(decision, query, null, null);
        if (outcome is not null)
        {
            kept.Ended(null, null, outcome);
        }
    }

    // The route and the vendor for whose bounds a request counts; null where no model was asked, or either has left the catalogue.
    private (RouteEntry Route, string Vendor)? Bounded(RouteDecision decision, string endpoint)
    {
        var view = views.Current;
        return decision.Source == AnswerSource.Model && view.Endpoints.TryGetValue(endpoint, out var served) && view.Knows(decision.AnsweredBy)
            ? (view.Target(decision.AnsweredBy).Route, served.Entry.Provider)
            : null;
    }

    private KeptDecision Keep(RouteDecision decision, RouteQuery query, string? model, string? endpoint) =>
        recent?.Add(decision, query.Caller?.Tenant ?? "", query.Task ?? decision.Task, model, endpoint, isCall: query.Leaf is not null) ?? default;

    // The gates never see these requests, and would take their silo for one that wants nothing.
    private void CountTurnedAway(RouteDecision decision)
    {
        var endpoints = views.Current.Endpoints;
        foreach (var candidate in decision.Candidates)
        {
            if (candidate.Excluded == Exclusion.Full && endpoints.TryGetValue(candidate.Endpoint, out var endpoint))
            {
                endpoint.Stats.CountTurnedAway();
            }
        }
    }
}
