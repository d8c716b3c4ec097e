using System.Globalization;
using System.Security.Cryptography;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Templates;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Escalating;

/// <summary>A person answers. Where there is a node under it, that makes a draft first, which is the answer itself where nobody has to be asked.</summary>
internal sealed class EscalateNode : IPlanNode
{
    private const string DraftPlace = "of";
    private static readonly PromptRenderer s_renderer = new(new PromptLimits(), RandomNumberGenerator.Fill);

    private readonly string _route;
    private readonly EscalateEntry _entry;
    private readonly IPlanNode? _of;
    private readonly ReadyCondition? _when;
    private readonly PromptTemplate? _reason;

    /// <param name="route">The plan's route.</param>
    /// <param name="entry">The node.</param>
    /// <exception cref="ArgumentException">Its template is not that of a checked catalogue.</exception>
    public EscalateNode(string route, EscalateEntry entry)
    {
        (_route, _entry, _of) = (route, entry, PlanNodes.Under(route, entry.Of));
        _when = entry.Condition is { } condition ? ReadyCondition.Of(condition) : null;
        _reason = entry.Reason.Length == 0 ? null : TemplateReader.Read("reason", "1", entry.Reason, TemplateSignature.ForReview).Template ?? throw new ArgumentException("The reason's template is wrong.", nameof(entry));
    }

    public NodeEntry Entry => _entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var facts = scope.Run.Calls.FactsOf(_route, task);
        if (_when is not null && !facts.Holds(_when))
        {
            scope.Trace.Note("not handed over: its 'when' does not hold");
            return Used(await scope.AskAsync(_of!, DraftPlace, task, cancellationToken));
        }

        var (answer, failure) = await DraftAsync(task, scope, cancellationToken);
        if (answer is not null && _entry.OnFailure)
        {
            scope.Trace.Note("not handed over: the draft has not failed");
            return Used(answer);
        }

        var draft = answer as HeldAnswer;
        var handover = new Handover(_entry, scope, task);
        var standing = await handover.OpenAsync(Reason(facts, scope, failure), facts.Task, draft, cancellationToken);
        Tell(scope, standing);
        if (standing.State == ReviewState.Pending)
        {
            // A run that outlives its process has nobody who could fetch the answer in its place.
            var opened = standing;
            standing = scope.Run.Record is { } record ? await record.AwayAsync(() => handover.WaitAsync(opened, cancellationToken))
                : _entry.Waits ? await handover.WaitAsync(opened, cancellationToken)
                : throw Handover.Pending(opened);
            Tell(scope, standing);
        }

        return new PersonAnswer(scope.Run.Decision, standing.State is ReviewState.Answered or ReviewState.Sent ? standing.Verdict! : throw Handover.Unanswered(standing));
    }

    // What leaves as the answer itself is not held; what a person reads beside the question is.
    private async Task<(PlanAnswer? Answer, string? Failure)> DraftAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        if (_of is null)
        {
            return (null, null);
        }

        try
        {
            return (_entry.OnFailure
                ? await scope.AskAsync(_of, DraftPlace, task, cancellationToken, within: scope.Left / 2)
                : await scope.ReadAsync(_of, DraftPlace, DerivedTask.Again(task, streaming: false), cancellationToken, within: scope.Left / 2), null);
        }
        catch (Exception e) when (NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested)
        {
            return (null, NodeFailures.Reason(e) ?? "internal");
        }
    }

    private string Reason(RequestFacts facts, PlanScope scope, string? failure) => _reason is null
        ? failure is null ? "" : $"The draft failed: {failure}."
        : s_renderer.Render(_reason, new PromptFill
        {
            Values = new Dictionary<string, string> { ["route"] = scope.Run.Decision.Route, ["task"] = facts.Task, ["place"] = scope.Trace.Path, ["failure"] = failure ?? "" },
        }).User.Trim();

    private static PlanAnswer Used(PlanAnswer answer)
    {
        answer.Use();
        return answer;
    }

    private static void Tell(PlanScope scope, ReviewStanding standing)
    {
        scope.Trace.Reviewed(new ReviewNote(standing.Id, standing.Queue, standing.State, standing.Took, standing.Distance));
        var took = standing.Took is { } time ? string.Create(CultureInfo.InvariantCulture, $" after {time.TotalSeconds:0.#} s") : "";
        var from = standing.Distance is { } distance ? string.Create(CultureInfo.InvariantCulture, $", {distance:0.00} from the draft") : "";
        scope.Trace.Note($"review {standing.Id} in '{standing.Queue}': {standing.State.ToString().ToLowerInvariant()}{took}{from}");
    }
}
