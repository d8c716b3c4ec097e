using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Caching;
using Mesh.Grains.Catalog;
using Mesh.Grains.Learning;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Prompts.Templates;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Spending;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Nodes.Selecting;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Reviews;
using Mesh.Strategies.Tools;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Grains.Plans;

/// <summary>The calls of plans: each decided, admitted and kept in a record like a request of its own.</summary>
public sealed class PlanCalls(
    MeshRouter router, SingleStrategy strategy, AdmittedCalls admitted, CatalogView views, MeshInstruments instruments, TimeProvider time, TenantSpend? spend = null, IReviewDesk? reviews = null, IToolCalls? tools = null,
    RunningScorers? scorers = null, PromptRecorder? prompts = null, PartCache? parts = null) : IModelCalls
{
    // Of a model that has left the catalogue.
    private const double UnknownQuality = 0.5;

    private readonly ConditionalWeakTable<CatalogDocument, MeshSaid> _said = [];

    /// <inheritdoc/>
    public PlanPrompts Prompts => Said.Prompts;

    /// <inheritdoc/>
    public IReviewDesk Reviews => reviews ?? NoReviews.Instance;

    /// <inheritdoc/>
    public MeshFacts Facts => Said.Facts;

    /// <inheritdoc/>
    public OptionLedger Options { get; } = new();

    /// <inheritdoc/>
    public IToolCalls Tools => tools ?? NoTools.Instance;

    // Made once for a revision: templates are read again where the catalogue replaces one.
    private MeshSaid Said => _said.GetValue(views.Current.Document, d => new MeshSaid(PlanPrompts.BuiltIn.With(PromptLibrary.BuiltIn.With(d.Prompts)), MeshFacts.Of(d)));

    /// <inheritdoc/>
    public Func<string, double> Qualities(ChatTask task)
    {
        var view = views.Current;
        var kind = task.Query.Task ?? router.Read(task).Query.Signals?.Task.Task ?? TaskClasses.Chat;
        return model => view.Document.Models.FirstOrDefault(m => string.Equals(m.Name, model, StringComparison.OrdinalIgnoreCase)) is not { } entry ? UnknownQuality
            : view.Qualities?.Estimate(entry, kind).Mean ?? entry.MeanQuality;
    }

    /// <inheritdoc/>
    public LearnedScorer? Scorer(string name) => scorers?.Find(name);

    /// <inheritdoc/>
    public GainCascade? Gains(string name) => scorers?.Gains(name);

    /// <inheritdoc/>
    public void Ruled(RouteDecision decision) => instruments.Cache.Asked(decision.Route, CacheResult.Rule);

    /// <inheritdoc/>
    public Task<PlanAnswer> ReuseAsync(ReusedPart part, CancellationToken cancellationToken) => parts is null ? part.Ask(cancellationToken) : parts.AnswerAsync(part, cancellationToken);

    /// <inheritdoc/>
    // A plan that came with its request is in no catalogue whose thresholds could be fitted.
    public bool RecordsWalks(RouteDecision decision, ChatTask task) => task.Plan is null && prompts?.MayKeep(decision, task.Query) is true;

    /// <inheritdoc/>
    public void Walked(RouteDecision decision, ChatTask task, IReadOnlyList<CascadeWalk> walks)
    {
        // What was found in what models of the plan were shown is known only now.
        if (task.Found is not { All.Count: > 0 })
        {
            prompts?.Offer(decision, task.Query, walks);
        }
    }

    /// <inheritdoc/>
    // Read anew: signals are not to be shared by nodes that run at once.
    public RequestFacts FactsOf(string route, ChatTask task) => new(views.Current, route, router.Read(task), spend);

    /// <inheritdoc/>
    public CallQuote Quote(ModelCall wanted)
    {
        var task = router.Read(wanted.Task.Asking(wanted.Task.Query with { Target = wanted.Target, Leaf = wanted.Leaf, MaxCostUsd = wanted.MaxCostUsd, Data = DataGate.Join(wanted.Task.Query.Data, wanted.Task.Found?.All ?? []) }));
        var began = time.GetTimestamp();
        var decision = router.Look(task.Query);
        var took = time.GetElapsedTime(began);
        var view = views.Current;
        var plan = wanted.Leaf is null && view.Knows(decision.AnsweredBy) ? view.Target(decision.AnsweredBy).Route.Plan : null;
        return new CallQuote(decision, task, plan, [.. decision.Candidates.Where(MayComeToServe).Select(c => view.Endpoints.GetValueOrDefault(c.Endpoint)?.Price ?? view.Document.Defaults.UnknownPrice)]) { Took = took };
    }

    /// <inheritdoc/>
    public async Task<PlanAnswer> AskAsync(CallQuote quote, int? maxOutputTokens, long expires, CancellationToken cancellationToken)
    {
        var (decision, task, began) = (quote.Decision, Bounded(quote.Task, maxOutputTokens), time.GetTimestamp());
        router.Asked(decision, quote.Took);
        try
        {
            var answer = await admitted.RunAsync(decision, task.Query, expires, d => strategy.AnswerAsync(d, AdmittedCalls.Classed(task, d), cancellationToken), cancellationToken);
            instruments.FailedOver(answer.Decision, answer.FallbackFrom);
            return new RecordedCall(answer, router, router.Served(answer.Decision, task.Query, answer.Attempt.Model, answer.Attempt.Endpoint), time, began);
        }
        catch (Exception e)
        {
            router.Unserved(decision, task.Query, Outcomes.Of(e, ErrorTypes.Of(e, callerGone: cancellationToken.IsCancellationRequested), time.GetElapsedTime(began)));
            throw;
        }
    }

    // The bytes in which a request came say another length, so that what is shortened goes as records.
    private static ChatTask Bounded(ChatTask task, int? most)
    {
        if (most is null || most == task.Request.Settings.MaxOutputTokens)
        {
            return task;
        }

        var request = task.Request with { Settings = task.Request.Settings with { MaxOutputTokens = most } };
        return new ChatTask(task.Query with { MaxOutputTokens = most }, request, task.Streaming) { Caller = task.Caller, GoesOn = task.GoesOn, Prompt = task.Prompt, Found = task.Found };
    }

    // Who is out or full for a while may be asked when others have failed, or by a fresher decision.
    private static bool MayComeToServe(Candidate candidate) => candidate.Excluded is not (Exclusion.Capability or Exclusion.ContextLength or Exclusion.Lifecycle or Exclusion.Cost
        or Exclusion.Quality or Exclusion.DataPolicy or Exclusion.Rule or Exclusion.Simulated);

    private sealed record MeshSaid(PlanPrompts Prompts, MeshFacts Facts);
}
