using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Structured;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Judged;
using Mesh.Strategies.Votes.Tally;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>Finds the best answer by comparisons of two, each in both orders. Answers that say the same are compared once.</summary>
/// <param name="entry">The ensemble.</param>
/// <param name="judge">Who compares.</param>
internal sealed class PairwiseJudge(EnsembleEntry entry, IPlanNode judge)
{
    private const string Template = "judge-pairwise";

    // Reasons, and one word.
    private const int LongestVerdict = 2_000;

    // Of what is left, so that what was found can still be told.
    private const double PartOfTime = 0.95;

    /// <summary>Compares.</summary>
    /// <param name="outcome">The answers.</param>
    /// <param name="task">The request.</param>
    /// <param name="scope">The ensemble's place.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The best one, the share of its comparisons that it won, and what to note.</returns>
    public async Task<(Ballot Best, double Share, string Note)> BestAsync(VoteOutcome outcome, ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var finalists = Finalists(outcome);
        if (finalists.Length == 1)
        {
            return (finalists[0], outcome.Standing.Agreement, "judge not asked: all say the same");
        }

        var tally = Tally(finalists, task, scope);
        var pairs = tally.Pairs().ToArray();
        var budget = pairs.Select(_ => scope.Budget.Slice(1.0 / pairs.Length)).ToArray();
        var within = scope.Left * PartOfTime;
        var judged = await Task.WhenAll(pairs.Select((p, i) => scope.Run.Start(_ => CompareAsync(finalists, p, i, task, scope, budget[i], within, cancellationToken))));
        foreach (var judgement in judged.Select(j => j.Judgement).OfType<PairJudgement>())
        {
            tally.Count(judgement);
        }

        var failed = judged.Count(j => j.Failure is not null);
        if (pairs.Length > 0 && failed == pairs.Length)
        {
            return (outcome.Speaker(outcome.Standing.Clusters[0]), outcome.Standing.Agreement, $"judge failed ({judged[^1].Failure}): voted instead");
        }

        var best = tally.Best();
        var points = tally.Points()[best];
        var note = $"judged {finalists.Length} of {outcome.Said.Count} answers by {pairs.Length - failed} of {pairs.Length} comparisons, {points:0.#} points";
        return (finalists[best], pairs.Length == 0 ? outcome.Standing.Agreement : Math.Min(1, points / (finalists.Length - 1)), note);
    }

    // As many as all pairs of them in both orders are within the bound: those whom most agree with, of equals those of the better model.
    private Ballot[] Finalists(VoteOutcome outcome)
    {
        var most = (int)((1 + Math.Sqrt(1 + (4.0 * entry.Comparisons))) / 2);
        var each = outcome.Form is AnswerForm.FreeText
            ? outcome.Said.DistinctBy(b => b.Answer!.Text.Trim())
            : outcome.Standing.Clusters.Select(outcome.Speaker);
        return [.. each.Where(b => !b.Calls).Take(most)];
    }

    // A judge is not asked of its own answers, unless there are no others.
    private PairwiseTally Tally(Ballot[] finalists, ChatTask task, PlanScope scope)
    {
        string[] authors = [.. finalists.Select(f => f.Answer!.Attempt.Model)];
        var name = Name(task, scope);
        return new PairwiseTally(authors, authors.All(a => a.Equals(name, StringComparison.OrdinalIgnoreCase)) ? "" : name);
    }

    private string Name(ChatTask task, PlanScope scope)
    {
        try
        {
            return judge is SingleNode single && single.Quote(task, scope) is { Plan: null, Decision: { Eligible: > 0 } decision } ? decision.Candidates[0].Model : "";
        }
        catch (MeshException)
        {
            return "";
        }
    }

    private async Task<(PairJudgement? Judgement, string? Failure)> CompareAsync(
        Ballot[] finalists, (int First, int Second) pair, int number, ChatTask task, PlanScope scope, PlanBudget budget, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await scope.ReadAsync(judge, $"judge[{number}]", Asked(finalists, pair, task, scope.Run.Calls.Prompts), cancellationToken, budget, within);
            answer.Use();
            int? winner = WordAnswer.Read(answer.Text, scope.Run.Calls.Prompts[Template].Words) switch { "A" => pair.First, "B" => pair.Second, _ => null };
            return (new PairJudgement(pair.First, pair.Second, winner), null);
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return (null, NodeFailures.Reason(e));
        }
    }

    private ChatTask Asked(Ballot[] finalists, (int First, int Second) pair, ChatTask task, PlanPrompts prompts)
    {
        var fill = new PromptFill
        {
            Data = new Dictionary<string, string> { ["question"] = AskedQuestion.Of(task.Request), ["first"] = finalists[pair.First].Answer!.Text, ["second"] = finalists[pair.Second].Answer!.Text },
            Values = entry.Criteria is { } criteria ? new Dictionary<string, string> { ["criteria"] = criteria } : [],
        };
        var prompt = prompts.Render(Template, fill);
        return DerivedTask.Of(task, AskedQuestion.About(task.Request, prompt.System, prompt.User, new ChatSettings { MaxOutputTokens = LongestVerdict }, format: null), streaming: false);
    }
}
