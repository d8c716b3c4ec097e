using System.Collections.Concurrent;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Prompts.Templates;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Nodes.Selecting;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Reviews;
using Mesh.Strategies.Tests.Failover;
using Mesh.Strategies.Tools;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Models by script, reached as the leaves of plans reach them, on a clock of the test's. Knows what was asked and what still runs.</summary>
internal sealed class ScriptedModels(TimeProvider time) : IModelCalls
{
    private const int UsualOutput = 300;

    // Of whoever is no model, such as a person.
    private const double UnknownQuality = 0.5;

    private readonly ConcurrentDictionary<string, ScriptedModel> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<AskedModel> _asked = [];
    private readonly ConcurrentDictionary<string, RecordedAnswer> _kept = new(StringComparer.Ordinal);
    private readonly SharedAnswers _shared = new(time);
    private int _open;

    /// <summary>Tools of servers.</summary>
    public ScriptedTools Servers { get; } = new(time);

    public IToolCalls Tools => Servers;

    /// <summary>Plans of routes that leaves may name.</summary>
    public Dictionary<string, NodeEntry> Routes { get; } = [];

    /// <summary>Who looks after what is handed over.</summary>
    public IReviewDesk Reviews { get; set; } = NoReviews.Instance;

    /// <summary>Learned scorers by name.</summary>
    public Dictionary<string, LearnedScorer> Scorers { get; } = [];

    /// <summary>Whether walks through cascades are recorded.</summary>
    public bool Records { get; set; }

    /// <summary>Walks that were recorded.</summary>
    public List<CascadeWalk> Walks { get; } = [];

    /// <summary>Every call, in the order in which it began.</summary>
    public IReadOnlyList<AskedModel> Asked => [.. _asked];

    /// <summary>Names of the models that were asked, in order.</summary>
    public IReadOnlyList<string> Names => [.. _asked.Select(a => a.Model)];

    /// <summary>Calls that have not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Most calls that ran at one moment.</summary>
    public int MostOpen { get; private set; }

    public OptionLedger Options { get; } = new();

    public ScriptedModel this[string name]
    {
        set => _models[name] = value;
    }

    /// <summary>Learned cascades by their names.</summary>
    public Dictionary<string, GainCascade> Learned { get; } = [];

    public GainCascade? Gains(string name) => Learned.GetValueOrDefault(name);

    public Func<string, double> Qualities(ChatTask task) => name => _models.TryGetValue(name, out var model) ? model.Quality : UnknownQuality;

    public bool RecordsWalks(RouteDecision decision, ChatTask task) => Records;

    public void Walked(RouteDecision decision, ChatTask task, IReadOnlyList<CascadeWalk> walks) => Walks.AddRange(walks);

    public LearnedScorer? Scorer(string name) => Scorers.GetValueOrDefault(name);

    public RequestFacts FactsOf(string route, ChatTask task) => new(MeshView.Empty, route, task, spend: null);

    public CallQuote Quote(ModelCall wanted)
    {
        if (wanted.Leaf is null && Routes.TryGetValue(wanted.Target, out var plan))
        {
            return new CallQuote(Decisions.Of() with { Route = wanted.Target }, wanted.Task, plan, []);
        }

        var needs = wanted.Task.Query.Needs;
        var named = (wanted.Leaf?.Candidates ?? [wanted.Target])
            .Select(n => (Name: n, Model: (_models[n].Lacks & needs) == 0 ? _models[n] : _models[n] with { Excluded = Exclusion.Capability }))
            .OrderBy(m => m.Model.Excluded != Exclusion.None).ToArray();
        var decision = Decisions.Of([.. named.Select(n => n.Name)]) with
        {
            Id = $"d{_asked.Count}",
            Candidates = [.. named.Select(n => new Candidate { Endpoint = $"{n.Name}-api", Model = n.Name, Seconds = n.Model.Seconds, CostUsd = Expected(wanted, n.Model), Excluded = n.Model.Excluded })],
            Eligible = named.Count(n => n.Model.Excluded == Exclusion.None),
        };
        return new CallQuote(decision, wanted.Task, null, [.. named.Where(n => n.Model.Excluded == Exclusion.None).Select(n => n.Model.Price)]);
    }

    // As a silo does it: shared while it comes, kept when it is whole.
    public async Task<PlanAnswer> ReuseAsync(ReusedPart part, CancellationToken cancellationToken)
    {
        var key = $"{NodeShape.Of(part.Entry)} {string.Join('\n', part.Task.Request.Messages.SelectMany(m => m.Parts.OfType<TextPart>()).Select(t => t.Text))}";
        var given = part.Decision with { Source = AnswerSource.Exact };
        if (Find() is { } kept)
        {
            return kept;
        }

        var recording = new Recording(part.Ask, new AnswerRecorder(keepsBytes: false, tools: false, 1 << 20), Keep, _ => ValueTask.FromResult(Find()));
        var (answer, leads) = await _shared.AskAsync(new SharedKey(key, null, part.Task.Streaming, true, part.Task.Accepts), given, part.Left, recording, CancellationToken.None, cancellationToken);
        if (leads || answer is ReplayedAnswer)
        {
            return answer;
        }

        try
        {
            await using (answer)
            {
                return await HeldAnswer.ReadAsync(answer);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await part.Ask(cancellationToken);
        }

        PlanAnswer? Find() => _kept.TryGetValue(key, out var found) ? new ReplayedAnswer(given, found, usageWanted: true) : null;

        Task Keep(PlanAnswer whole, AnswerRecorder recorder)
        {
            if (recorder.Finish() is { } pieces && whole.Attempt.Endpoint.Length > 0)
            {
                _kept[key] = new RecordedAnswer { Pieces = pieces, Model = whole.Attempt.Model, UpstreamModel = "", Endpoint = whole.Attempt.Endpoint, Usage = whole.Account.Usage, CostUsd = whole.Account.CostUsd, At = time.GetUtcNow() };
            }

            return Task.CompletedTask;
        }
    }

    public async Task<PlanAnswer> AskAsync(CallQuote quote, int? maxOutputTokens, long expires, CancellationToken cancellationToken)
    {
        if (quote.Decision.Eligible == 0)
        {
            throw Router.NoCandidate(quote.Decision);
        }

        var name = quote.Decision.Candidates[0].Model;
        var asked = new AskedModel(name, quote.Task, maxOutputTokens, time.GetTimestamp());
        _asked.Enqueue(asked);
        var open = Interlocked.Increment(ref _open);
        MostOpen = Math.Max(MostOpen, open);
        var model = _models[name];
        try
        {
            await Delay(model.First, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (model.Fails is { } fault)
            {
                throw fault();
            }
        }
        catch
        {
            asked.End(time.GetTimestamp());
            Interlocked.Decrement(ref _open);
            throw;
        }

        ScriptedAnswer answer = null!;
        answer = new ScriptedAnswer(quote, name, model, asked, maxOutputTokens, Delay, () =>
        {
            asked.Took = answer.Account;
            asked.End(time.GetTimestamp());
            Interlocked.Decrement(ref _open);
        }, cancellationToken);
        return answer;
    }

    private static double Expected(ModelCall wanted, ScriptedModel model) =>
        (double)((wanted.Task.Query.InputTokensExpected * model.Price.In) + (Math.Min(wanted.Task.Query.MaxOutputTokens ?? UsualOutput, UsualOutput) * model.Price.Out)) / 1_000_000;

    private Task Delay(TimeSpan delay, CancellationToken cancellationToken) => delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellationToken) : Task.CompletedTask;
}
