using Mesh.Contracts.Chat;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Tally;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>
/// One walk through the tiers of a cascade of which it was learned when the last one gains something: after each answer what all have said so far tells
/// whether the next is asked, and whose answer is given.
/// </summary>
/// <param name="gains">What was learned, by its name.</param>
/// <param name="run">The walk.</param>
/// <param name="task">The request.</param>
/// <param name="scope">The cascade's place.</param>
internal sealed class GainRun(string gains, CascadeRun run, ChatTask task, PlanScope scope)
{
    // What artefacts count in characters is here in tokens, thoughts included.
    private const int CharactersOfToken = 4;

    private readonly string _question = TierTasks.Question(task);
    private readonly HeldAnswer?[] _answers = new HeldAnswer?[run.Last + 1];

    public async Task<PlanAnswer> AnswerAsync()
    {
        if (scope.Run.Calls.Gains(gains) is not { } cascade || cascade.Last != run.Last)
        {
            run.Note($"'{gains}' is not here, or for another number of tiers: the last one is asked");
            return await LastAsync(null, 0);
        }

        var asked = 0;
        while (asked < run.Last)
        {
            if (await TryAsync(asked++) is { Whole.ToolCalls.Count: > 0 } calls)
            {
                return Given(calls, asked - 1);
            }

            var given = Given();
            var step = cascade.Next(given, asked);
            if (step is { Ask: null, Answer: >= 0 } && Holder(given, step.Answer) is { } holder)
            {
                run.Note(FormattableString.Invariant($"after tiers[{asked - 1}]: the last tier is expected to gain {step.Gain:0.000}"));
                return Given(_answers[holder]!, holder);
            }

            run.Note(FormattableString.Invariant($"after tiers[{asked - 1}]: the last tier is expected to gain {step.Gain:0.000}, goes on"));
            if (step.Ask == cascade.Last)
            {
                break;
            }
        }

        return await LastAsync(cascade, asked);
    }

    // Where its answer is one vote among others it is read to its end; else it streams.
    private async Task<PlanAnswer> LastAsync(GainCascade? cascade, int asked)
    {
        try
        {
            if (cascade is not { Votes: true })
            {
                return Given(await run.AskAsync(run.Last), run.Last);
            }

            _answers[run.Last] = await run.ReadAsync(run.Last);
        }
        catch (Exception e) when (run.MayMove(e))
        {
            run.Failed(run.Last, e);
            return Best(cascade, asked) ?? throw run.Failure();
        }

        return _answers[run.Last] is { Whole.ToolCalls.Count: > 0 } calls ? Given(calls, run.Last) : Best(cascade, asked) ?? Given(_answers[run.Last]!, run.Last);
    }

    private async Task<HeldAnswer?> TryAsync(int at)
    {
        try
        {
            return _answers[at] = await run.ReadAsync(at);
        }
        catch (Exception e) when (run.MayMove(e))
        {
            run.Failed(at, e);
            return null;
        }
    }

    // The answer that leads among those that are here.
    private PlanAnswer? Best(GainCascade? cascade, int asked)
    {
        var given = Given();
        return cascade is not null && Holder(given, cascade.End(given, asked)) is { } holder ? Given(_answers[holder]!, holder) : null;
    }

    private PlanAnswer Given(PlanAnswer answer, int at) => run.Choose(new ChosenTier(at, answer), null).Answer;

    // Of tiers that say the same the last one, which is the best, gives it in its own words.
    private static int? Holder(GivenAnswers given, int answer)
    {
        var holder = answer < 0 ? -1 : Array.LastIndexOf(given.Answers, answer);
        return holder < 0 ? null : holder;
    }

    private GivenAnswers Given()
    {
        string?[] texts = [.. _answers.Select(a => a?.Text)];
        var reader = new AnswerReader(AnswerForms.Guess(_question, texts));
        return GivenAnswers.Of([.. texts.Select(t => string.IsNullOrEmpty(t) ? null : reader.Key(t))], [.. _answers.Select(Length)], _question.Length);
    }

    private static int Length(HeldAnswer? answer) => answer is null ? 0 : (int)Math.Min(HeldAnswer.MostCharacters, answer.Account.Usage.Output * CharactersOfToken);
}
