using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Structured;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Strategies.Confidence.Tokens;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Clusters;
using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>How sure one answer of a tier is. What costs nothing is asked first; calls are made only where they can still lead to acceptance.</summary>
internal sealed class TierJudge(TierNode tier, ChatTask task, PlanScope scope, PlanBudget? budget, TimeSpan? within)
{
    // Several answers that agree, and somebody who looks again, tell more than rules and tokens.
    private const double CallWeight = 2;
    private const double Verified = 0.9;
    private const double Refuted = 0.1;
    private const double Refused = 0.05;

    private readonly TierAccept _accept = tier.Accept!;

    /// <summary>The confidence in what was said, with its parts; a source that fails says nothing.</summary>
    /// <param name="said">The whole answer.</param>
    /// <param name="least">From what confidence on it is accepted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AnswerConfidence> JudgeAsync(TierText said, double least, CancellationToken cancellationToken)
    {
        if (said.Whole.ToolCalls is { Count: > 0 } calls)
        {
            var whole = calls.All(c => IsArguments(c.ArgumentsJson));
            return AnswerConfidence.Of([new ConfidencePart("tool call", whole ? 1 : 0, 0, Caps: true, whole ? "its arguments are JSON" : "its arguments are no JSON")]);
        }

        var parts = new List<ConfidencePart>();
        foreach (var source in _accept.Sources)
        {
            parts.AddRange(Read(source, said));
        }

        foreach (var source in _accept.Sources)
        {
            if (parts.Exists(p => p.Caps && p.Value < least))
            {
                break;
            }

            if (await AskAsync(source, said, cancellationToken) is { } part)
            {
                parts.Add(part);
            }
        }

        return AnswerConfidence.Of(parts);
    }

    private IEnumerable<ConfidencePart> Read(TierSource source, TierText said) => source switch
    {
        TierSource.Checks => Checks(said),
        TierSource.Agreement when said.Reported is { } reported => [new ConfidencePart("agreement", Math.Clamp(reported, 0, 1), CallWeight)],
        TierSource.Scorer => Scored(said),
        TierSource.Logprobs when said.Tokens?.Of(TokenMeasure.Mean) is { } mean => [new ConfidencePart("logprobs", mean)],
        _ => [],
    };

    // Thresholds go by what keeping the answer is worth beside asking the next tier, where the scorer knows that.
    private IEnumerable<ConfidencePart> Scored(TierText said)
    {
        if (_accept.Scorer is not { } name || scope.Run.Calls.Scorer(name) is not { } scorer)
        {
            return [];
        }

        var question = TierTasks.Question(task);
        return [new ConfidencePart("scorer", Math.Clamp(scorer.Score(AnswerChecks.Of(new AnswerToCheck(question, said.Whole.Text, said.Whole.FinishReason, null)), question).Keep, 0, 1))];
    }

    private IEnumerable<ConfidencePart> Checks(TierText said)
    {
        var text = said.Whole.Text;
        var form = task.Request.ResponseFormat;
        var fits = form is null or { Kind: ResponseFormatKind.Text } ? (bool?)null : Fits(form, text);
        var rules = RuleConfidence.Of(AnswerChecks.Of(new AnswerToCheck(TierTasks.Question(task), text, said.Whole.FinishReason, fits)));
        // JSON ends, hedges and repeats as its schema wants.
        var kept = fits is true ? rules.Where(p => !p.Caps) : rules;
        return said.Whole.Refusal.Length > 0 ? [.. kept, new ConfidencePart(RuleConfidence.Source, Refused, 0, Caps: true, "the model refuses")] : kept;
    }

    private static bool Fits(ResponseFormat form, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return form.Kind == ResponseFormatKind.JsonObject || form.SchemaJson is not { } schema
                ? json.RootElement.ValueKind == JsonValueKind.Object
                : OutputSchema.Read(schema).Schema is not { } read || read.Check(json.RootElement).Count == 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Task<ConfidencePart?> AskAsync(TierSource source, TierText said, CancellationToken cancellationToken) => source switch
    {
        TierSource.Agreement when said.Reported is null && _accept.Samples > 0 => SampleAsync(said, cancellationToken),
        TierSource.Verify => VerifyAsync(said, cancellationToken),
        _ => Task.FromResult<ConfidencePart?>(null),
    };

    private async Task<ConfidencePart?> SampleAsync(TierText said, CancellationToken cancellationToken)
    {
        var sample = TierTasks.Sample(task, said.Whole.Characters);
        var slice = 1.0 / _accept.Samples;
        var ways = Enumerable.Range(0, _accept.Samples).Select(_ => budget?.Slice(slice)).ToArray();
        var samples = await Task.WhenAll(ways.Select((b, at) => scope.Run.Start(_ => SampleAsync(sample, at, b, cancellationToken))));
        string?[] given = [.. samples.Where(s => s is not null)];
        if (given.Length == 0)
        {
            return null;
        }

        string?[] answers = [said.Whole.Text, .. given];
        var keys = AnswerKeys.Of(new AnswerReader(AnswerForms.Guess(TierTasks.Question(task), answers)), answers);
        var same = keys.Skip(1).Count(k => k is not null && k == keys[0]);
        return new ConfidencePart("agreement", (double)same / given.Length, CallWeight, Reason: $"{same} of {given.Length} samples");
    }

    private async Task<string?> SampleAsync(ChatTask sample, int at, PlanBudget? slice, CancellationToken cancellationToken)
    {
        try
        {
            return (await scope.ReadAsync(tier.Node, $"{tier.Place}.samples[{at}]", sample, cancellationToken, slice, within)).Text;
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<ConfidencePart?> VerifyAsync(TierText said, CancellationToken cancellationToken)
    {
        var prompts = scope.Run.Calls.Prompts;
        try
        {
            var answer = await scope.ReadAsync(tier.Judge, $"{tier.Place}.verify", TierTasks.Check(task, said.Whole.Text, prompts), cancellationToken, budget, within);
            return WordAnswer.Read(answer.Text, prompts[TierTasks.Verify].Words) switch
            {
                "yes" => new ConfidencePart("verify", Verified, CallWeight),
                "no" => new ConfidencePart("verify", Refuted, CallWeight),
                _ => null,
            };
        }
        catch (Exception e) when (NodeFailures.IsOfItsOwn(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static bool IsArguments(string arguments)
    {
        if (arguments.Length == 0)
        {
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(arguments);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
