using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>Asks several experts at once and puts together what they say.</summary>
/// <param name="scope">The gate's place in the run.</param>
/// <param name="fallback">Answers a part whose expert has not; null for nobody.</param>
/// <param name="merge">Puts the answers together; null for the first expert.</param>
internal sealed class ExpertsTogether(PlanScope scope, IPlanNode? fallback, IPlanNode? merge)
{
    // Of the time, for the experts; the rest is for who puts the answers together.
    private const double ExpertsShare = 0.65;
    private const string NoAnswer = "(nobody has answered this part)";

    /// <summary>Asks all, each with its part of budget and time, and waits for all.</summary>
    public async Task<IReadOnlyList<GateResult>> AskAsync(IReadOnlyList<GateCall> calls, bool areParts, CancellationToken cancellationToken)
    {
        // One part more than there are calls: for who puts the answers together.
        var budgets = calls.Select(_ => scope.Budget.Slice(1.0 / (calls.Count + 1))).ToArray();
        var within = scope.Left * ExpertsShare;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = calls.Select((call, i) => scope.Run.Start(_ => OneAsync(call, new AskLimits(budgets[i], within), areParts, ends))).ToArray();
        return await Task.WhenAll(running);
    }

    /// <summary>One answer out of several: by a model where there are several, streamed.</summary>
    /// <param name="results">The answers in order, at least one of which is there.</param>
    /// <param name="areParts">Whether they are of parts of the request.</param>
    /// <param name="task">The request.</param>
    /// <param name="question">It in words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PlanAnswer> PutAsync(IReadOnlyList<GateResult> results, bool areParts, ChatTask task, string question, CancellationToken cancellationToken)
    {
        var answers = results.Select(r => r.Answer).OfType<HeldAnswer>().ToArray();
        foreach (var answer in answers)
        {
            answer.Use();
        }

        if (answers.Length == 1)
        {
            return answers[0];
        }

        var asked = PromptedTask.Outer(task, scope.Run.Calls.Prompts[areParts ? "merge" : "synthesise"], new PromptFill
        {
            Data = new Dictionary<string, string> { ["question"] = question },
            Lists = new Dictionary<string, IReadOnlyList<PromptItem>> { [areParts ? "parts" : "answers"] = Items(results, areParts) },
        });
        try
        {
            return await scope.AskAsync(merge ?? results.First(r => r.Answer is not null).Call.Expert.Node, "merge", asked, cancellationToken);
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            scope.Trace.Note($"not put together by a model: {NodeFailures.Reason(e)}; {(areParts ? "the parts follow each other" : "the answer with the best score")}");
            return areParts ? new ComposedAnswer(answers[0], string.Join("\n\n", answers.Select(a => a.Text.Trim()))) : answers[0];
        }
    }

    private static PromptItem[] Items(IReadOnlyList<GateResult> results, bool areParts) =>
        [.. results.Where(r => areParts || r.Answer is not null).Select(r => new PromptItem(r.Answer?.Text ?? NoAnswer, r.Call.Expert.Name))];

    private async Task<GateResult> OneAsync(GateCall call, AskLimits limits, bool isPart, CancellationTokenSource ends)
    {
        var deputy = isPart ? fallback : null;
        try
        {
            var own = await AskAsync(call.Expert.Node, call.Expert.Name, call, deputy is null ? limits : limits with { Within = limits.Within / 2 }, ends);
            return own.Answer is not null || deputy is null ? own : await AskAsync(deputy, $"{call.Expert.Name}.fallback", call, limits with { Within = limits.Within / 2 }, ends);
        }
        catch
        {
            // The request is at fault, or the plan is over: the others' answers are of no use.
            await ends.CancelAsync();
            throw;
        }
    }

    private async Task<GateResult> AskAsync(IPlanNode node, string place, GateCall call, AskLimits limits, CancellationTokenSource ends)
    {
        try
        {
            return new GateResult(call, await scope.ReadAsync(node, place, call.Task, ends.Token, limits.Budget, limits.Within), null);
        }
        catch (Exception e) when (NodeFailures.MayMove(e) && !ends.IsCancellationRequested)
        {
            return new GateResult(call, null, e);
        }
    }
}
