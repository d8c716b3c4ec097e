using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>
/// A mixture of experts with a hard gate: the experts with the best scores answer. One streams; of several the answers are put together. A mixed request goes in parts to
/// the experts of each.
/// </summary>
internal sealed class GateNode : IPlanNode
{
    private readonly string _route;
    private readonly GateEntry _entry;
    private readonly Expert[] _experts;
    private readonly IPlanNode? _splitter;
    private readonly IPlanNode? _merge;
    private readonly IPlanNode? _fallback;

    public GateNode(string route, GateEntry entry)
    {
        (_route, _entry) = (route, entry);
        _experts = [.. entry.Experts.Select(e => new Expert(route, e))];
        (_splitter, _merge, _fallback) = (PlanNodes.Under(route, entry.Splitter), PlanNodes.Under(route, entry.Merge), PlanNodes.Under(route, entry.Fallback));
    }

    public NodeEntry Entry => _entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var facts = scope.Run.Calls.FactsOf(_route, task);
        var mayJoin = MayJoin(task);
        if (mayJoin && await PartsAsync(facts, task, scope, cancellationToken) is { Count: > 1 } parts)
        {
            GateCall[] asked = [.. parts.Select(p => new GateCall(p.Expert, PartTask.Of(task, p.Words)))];
            scope.Trace.Note($"{parts.Count} parts: {string.Join(", ", parts.Select(p => p.Expert.Name))}");
            return await TogetherAsync(asked, areParts: true, facts, task, scope, cancellationToken) ?? await OneAsync(await ScoredAsync(facts, scope), task, scope, cancellationToken);
        }

        var scored = await ScoredAsync(facts, scope);
        scope.Trace.Note(ScoredExpert.Told(scored));
        var chosen = mayJoin ? scored.Where(s => Suits(s)).Take(_entry.Top).ToArray() : [];
        if (chosen.Length > 1)
        {
            GateCall[] asked = [.. chosen.Select(s => new GateCall(s.Expert, DerivedTask.Again(task, streaming: false)))];
            var answer = await TogetherAsync(asked, areParts: false, facts, task, scope, cancellationToken);
            if (answer is not null)
            {
                return answer;
            }

            scored = [.. scored.Except(chosen)];
        }

        return await OneAsync(scored, task, scope, cancellationToken);
    }

    private ValueTask<ScoredExpert[]> ScoredAsync(RequestFacts facts, PlanScope scope) =>
        scope.SameAsync("scores", () => ScoredExpert.Of(_experts, facts), scored => ScoredExpert.Write(_experts, scored), kept => ScoredExpert.Read(_experts, kept));

    // Calls of tools and answers of a given form cannot be put together.
    private static bool MayJoin(ChatTask task) => task.Request.Tools.Count == 0 && task.Request.ResponseFormat is null or { Kind: ResponseFormatKind.Text } && !task.GoesOn;

    private async Task<IReadOnlyList<RequestPart>> PartsAsync(RequestFacts facts, ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        // What is made anew for each model has no words of its own to be cut.
        if (task.Prompt is not null || facts.Message.Length == 0 || (_splitter is null && !_entry.Split))
        {
            return [];
        }

        if (_splitter is null)
        {
            return await scope.SameAsync("parts", () => SentenceSplit.Of(_experts, _entry.Least, facts), parts => RequestPart.Write(_experts, parts), kept => RequestPart.Read(_experts, kept));
        }

        try
        {
            return await AskedSplit.OfAsync(_splitter, _experts, facts.Message, task, scope, cancellationToken) ?? [];
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    // Null where none has answered, and somebody else may.
    private async Task<PlanAnswer?> TogetherAsync(IReadOnlyList<GateCall> calls, bool areParts, RequestFacts facts, ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var together = new ExpertsTogether(scope, _fallback, _merge);
        var results = await together.AskAsync(calls, areParts, cancellationToken);
        var failed = results.Where(r => r.Answer is null).ToArray();
        if (failed.Length > 0)
        {
            scope.Trace.Note($"{results.Count - failed.Length} of {results.Count} answered; not {string.Join(", ", failed.Select(f => $"{f.Call.Expert.Name}: {NodeFailures.Reason(f.Failure!)}"))}");
        }

        return failed.Length < results.Count ? await together.PutAsync(results, areParts, task, facts.Message, cancellationToken) : null;
    }

    // The best first, then others whom the request suits, then the fallback; where the request suits nobody and there is no fallback, the best of all.
    private async Task<PlanAnswer> OneAsync(IReadOnlyList<ScoredExpert> scored, ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        List<(string Place, IPlanNode Node)> tried = [.. scored.Where(Suits).Select(s => (s.Expert.Name, s.Expert.Node))];
        if (_fallback is not null)
        {
            tried.Add(("fallback", _fallback));
        }
        else if (tried.Count == 0)
        {
            tried.AddRange(scored.Where(s => s.Score > 0).Take(1).Select(s => (s.Expert.Name, s.Expert.Node)));
        }

        if (tried.Count == 0)
        {
            throw new MeshException(MeshErrorCode.NoCapacity, "no_expert", "The request suits none of the gate's experts, or those whom it suits have failed, and the gate has no 'fallback'.");
        }

        var answer = await FirstAnswer.OfAsync(scope, tried, task, cancellationToken);
        answer.Use();
        return answer;
    }

    private bool Suits(ScoredExpert scored) => scored.Score > 0 && scored.Score >= _entry.Least;
}
