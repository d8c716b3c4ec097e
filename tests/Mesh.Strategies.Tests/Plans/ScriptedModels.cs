using System.Collections.Concurrent;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Prompts.Templates;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Reviews;
using Mesh.Strategies.Tests.Failover;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Models by script, reached as the leaves of plans reach them, on a clock of the test's. Knows what was asked and what still runs.</summary>
internal sealed class ScriptedModels(TimeProvider time) : IModelCalls
{
    private const int UsualOutput = 300;

    // Of whoever is no model, such as a person.
    private const double UnknownQuality = 0.5;

    private readonly ConcurrentDictionary<string, ScriptedModel> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<AskedModel> _asked = [];
    private int _open;

    /// <summary>Plans of routes that leaves may name.</summary>
    public Dictionary<string, NodeEntry> Routes { get; } = [];

    /// <summary>Who looks after what is handed over.</summary>
    public IReviewDesk Reviews { get; set; } = NoReviews.Instance;

    /// <summary>Every call, in the order in which it began.</summary>
    public IReadOnlyList<AskedModel> Asked => [.. _asked];

    /// <summary>Names of the models that were asked, in order.</summary>
    public IReadOnlyList<string> Names => [.. _asked.Select(a => a.Model)];

    /// <summary>Calls that have not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Most calls that ran at one moment.</summary>
    public int MostOpen { get; private set; }

    public ScriptedModel this[string name]
    {
        set => _models[name] = value;
    }

    public Func<string, double> Qualities(ChatTask task) => name => _models.TryGetValue(name, out var model) ? model.Quality : UnknownQuality;

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
