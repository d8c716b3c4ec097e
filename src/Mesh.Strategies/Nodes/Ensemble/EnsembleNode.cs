using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>
/// Several answers at once, and one made of them: elected, judged, fused or averaged. Members are read to their ends; those that can no longer matter are ended. How far
/// they agree is how sure it is.
/// </summary>
internal sealed class EnsembleNode(string route, EnsembleEntry entry) : IPlanNode
{
    // What members that are judged may spend of what is left, and how long they may take: comparing reads every answer several times, but writes little.
    private const double PartBeforeJudge = 0.6;

    // Kept of the time to count and hand on, so that a deadline finds the answers that have come.
    private const double PartKept = 0.02;
    private static readonly TimeSpan s_mostKept = TimeSpan.FromSeconds(1);

    private readonly Voter[] _voters = Voters(entry, PlanNodes.Under(route, entry.Members));
    private readonly PairwiseJudge? _judge = entry.Judge is { } judge ? new PairwiseJudge(entry, PlanNodes.Under(route, judge)) : null;
    private readonly IPlanNode? _synthesiser = entry.Synthesiser is { } synthesiser ? PlanNodes.Under(route, synthesiser) : null;

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var (round, outcome) = await AskAsync(task, scope, 0, cancellationToken);
        try
        {
            for (var layer = 1; layer < entry.Layers && !outcome.MostCall; layer++)
            {
                await round.DisposeAsync();
                try
                {
                    (round, outcome) = await AskAsync(Synthesis.Of(task, outcome.Said, scope.Run.Calls.Prompts), scope, layer, cancellationToken);
                }
                catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
                {
                    // What came before is still there to be fused.
                    break;
                }
            }

            return outcome.MostCall ? Elect(outcome, scope, round, "most call tools: voted") : entry.Combine switch
            {
                Combine.Judge => await JudgeAsync(outcome, task, scope, round, cancellationToken),
                Combine.Fuse => await FuseAsync(outcome, task, scope, round, cancellationToken),
                Combine.Mean => Average(outcome, scope, round),
                _ => Elect(outcome, scope, round, entry.Combine is Combine.Weighted ? "weighted vote" : "vote"),
            };
        }
        catch
        {
            await round.DisposeAsync();
            throw;
        }
    }

    private async Task<(MemberRound Round, VoteOutcome Outcome)> AskAsync(ChatTask task, PlanScope scope, int layer, CancellationToken cancellationToken)
    {
        var (budget, time) = entry.Combine switch
        {
            Combine.Judge => (PartBeforeJudge, scope.Left * PartBeforeJudge),
            Combine.Fuse => (1.0 / (entry.Layers - layer + 1), scope.Left / (entry.Layers - layer + 1)),
            _ => (1.0, scope.Left - Least(scope.Left * PartKept, s_mostKept)),
        };
        var prefix = entry.Layers > 1 ? $"layers[{layer}]." : "";
        var voters = MemberShares.Of(scope, _voters, task, entry.Quorum, budget);
        foreach (var voter in _voters.Skip(voters.Count))
        {
            scope.Trace.Skip(voter.Node.Entry, prefix + voter.Place, "not paid for by what is left of the budget");
        }

        var vote = new VoteCount(entry, task, scope, [.. voters.Select(v => v.Voter)]);
        var round = new MemberRound(scope, voters, v => Sampled(task, v), prefix, time, entry.MaxWait, cancellationToken);
        try
        {
            while (!vote.IsOver(round))
            {
                await round.NextAsync();
            }

            await round.StopAsync();
            return (round, vote.Of(round.Came));
        }
        catch
        {
            await round.DisposeAsync();
            throw;
        }
    }

    private static EnsembleAnswer Elect(VoteOutcome outcome, PlanScope scope, MemberRound round, string how)
    {
        outcome.Mark();
        return Given(outcome.Speaker(outcome.Standing.Clusters[0]).Answer!, outcome.Standing.Agreement, $"{how} {outcome.Sizes}", outcome, scope, round);
    }

    private async Task<PlanAnswer> JudgeAsync(VoteOutcome outcome, ChatTask task, PlanScope scope, MemberRound round, CancellationToken cancellationToken)
    {
        var (best, share, note) = await _judge!.BestAsync(outcome, task, scope, cancellationToken);
        best.Answer!.Use();
        return Given(best.Answer, share, note, outcome, scope, round);
    }

    private async Task<PlanAnswer> FuseAsync(VoteOutcome outcome, ChatTask task, PlanScope scope, MemberRound round, CancellationToken cancellationToken)
    {
        try
        {
            // Members that were not waited for must not use up what pays for the synthesis.
            await round.EndedAsync();
            var answer = await scope.AskAsync(_synthesiser!, "synthesiser", Synthesis.Of(task, outcome.Said, scope.Run.Calls.Prompts), cancellationToken);
            foreach (var used in outcome.Said.Where(b => !b.Calls).Select(b => b.Answer!).Append(answer))
            {
                used.Use();
            }

            return Given(answer, outcome.Standing.Agreement, $"fused {outcome.Said.Count(b => !b.Calls)} answers, {outcome.Sizes}", outcome, scope, round);
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return Elect(outcome, scope, round, $"synthesiser failed ({NodeFailures.Reason(e)}): voted instead,");
        }
    }

    private EnsembleAnswer Average(VoteOutcome outcome, PlanScope scope, MemberRound round)
    {
        var mean = NumberMean.Of(outcome, entry.Quorum);
        foreach (var number in mean.Numbers)
        {
            number.Answer!.Use();
        }

        return Given(mean.Nearest.Answer!, mean.Agreement, $"mean of {mean.Numbers.Count} numbers", outcome, scope, round, mean.Frames);
    }

    // What it rests on is told with it: who failed, and who was not waited for.
    private static EnsembleAnswer Given(PlanAnswer answer, double confidence, string note, VoteOutcome outcome, PlanScope scope, MemberRound round, IReadOnlyList<ContentFrame>? instead = null)
    {
        var failed = outcome.Failures.Count > 0 ? $"; {outcome.Failures.Count} failed" : "";
        var silent = outcome.Came.Count - outcome.Said.Count - outcome.Failures.Count is > 0 and var empty ? $"; {empty} said nothing" : "";
        var ended = round.Out > 0 ? $"; {round.Out} not waited for" : "";
        scope.Trace.Note($"{note}{failed}{silent}{ended}");
        scope.Trace.Sure(confidence);
        return new EnsembleAnswer(answer, confidence, round, instead);
    }

    // Answers of one member differ by chance: by the temperature, and by the seed where the caller gave one.
    private ChatTask Sampled(ChatTask task, Voter voter)
    {
        var settings = task.Request.Settings;
        var own = settings with { Temperature = entry.Temperature ?? settings.Temperature, Seed = settings.Seed + voter.Sample };
        return own == settings ? task : new ChatTask(task.Query with { Fallbacks = [] }, task.Request with { Settings = own }, task.Streaming) { Caller = task.Caller, GoesOn = task.GoesOn, Prompt = task.Prompt, Found = task.Found };
    }

    private static Voter[] Voters(EnsembleEntry entry, IPlanNode[] members) =>
    [
        .. from member in Enumerable.Range(0, members.Length)
           from sample in Enumerable.Range(0, entry.Samples)
           let place = entry.Samples == 1 ? $"members[{member}]" : members.Length == 1 ? $"samples[{sample}]" : $"members[{member}].samples[{sample}]"
           select new Voter((member * entry.Samples) + sample, members[member], place, sample),
    ];

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
