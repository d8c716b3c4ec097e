using System.Globalization;
using Mesh.RouterEval.Cascades;
using Mesh.RouterEval.Sources;
using Mesh.RouterEval.Votes;
using Mesh.Strategies.Confidence.Calibration;
using Mesh.Strategies.Confidence.Scoring;

namespace Mesh.Load.Recorded;

/// <summary>A weak and a strong model, and cascades of both by what a scorer learned of the weak one's answers, as plans of the catalogue.</summary>
internal static class PairPlans
{
    /// <summary>Thresholds from "keep every answer" to "keep none", for the curve.</summary>
    public const int Steps = 11;

    // Tokens and prices of RouteLLM's pair, a blend of both directions.
    private const int Input = 95;
    private const int Output = 264;
    private const double StrongPrice = 24.7;
    private const int Folds = 5;
    private const double Rounding = 1e-6;
    private const double CharactersOfSecond = 240;

    /// <summary>The name of a step of the curve.</summary>
    public static string Step(int step) => FormattableString.Invariant($"cascade, scorer, step {step}");

    public static RecordedBed Bed(AnsweredPair[] fitted, AnsweredPair[] asked, int seed)
    {
        RecordedModel[] models = [new("weak model", new Price(StrongPrice * CascadeReport.WeakCall, StrongPrice * CascadeReport.WeakCall), fitted.Average(p => p.Weak)), new("strong model", new Price(StrongPrice, StrongPrice), fitted.Average(p => p.Strong))];
        return new RecordedBed(models, [.. asked.Select(p => new RecordedQuestion(p.Prompt, [Given(p.Answer, p.Weak), Given(p.StrongAnswer, p.Strong)]))], [.. Plans(fitted, asked, seed)]);
    }

    private static RecordedAnswer Given(string text, double quality) => new(text, quality, Input, Output, 0.5 + (text.Length / CharactersOfSecond));

    private static IEnumerable<FittedPlan> Plans(AnsweredPair[] fitted, AnsweredPair[] asked, int seed)
    {
        yield return new FittedPlan("strong model", null, RecordedModel.Name(1), i => Strong(asked[i]), "");
        yield return new FittedPlan("weak model", null, RecordedModel.Name(0), i => Weak(asked[i]), "");
        var artifact = CascadeScores.Train(fitted);
        var unseen = CascadeScores.CrossValidate(fitted, Folds, seed);
        var scored = asked.Select(p => artifact.Scorer.Score(p.Checks, p.Prompt)).ToArray();
        foreach (var (words, goal) in Goals(fitted.Average(p => p.Strong)))
        {
            var rows = unseen.Pairs.Zip(unseen.Scored, (p, s) => new CalibrationRow(s.Keep, p.Weak >= 0.5, null, CascadeReport.WeakCall, 1, p.Strong >= 0.5)).ToArray();
            yield return Cascade($"cascade, scorer, {words}", ThresholdFit.Choose(rows, goal).Threshold ?? 1, artifact, scored, asked);
        }

        double[] keeps = [.. unseen.Scored.Select(s => s.Keep).Order()];
        for (var step = 0; step < Steps; step++)
        {
            var threshold = step == 0 ? 0 : step == Steps - 1 ? 1 : keeps[step * keeps.Length / (Steps - 1)];
            yield return Cascade(Step(step), threshold, artifact, scored, asked);
        }
    }

    private static IEnumerable<(string Words, ThresholdGoal Goal)> Goals(float strong)
    {
        yield return ("95% of strong quality, even odds", new ThresholdGoal { Method = ThresholdMethod.BothTiers, MostWrong = 1 - (CascadeReport.Wanted * strong), MayMiss = 0.5 });
        yield return ("95% of strong quality, 9 in 10", new ThresholdGoal { Method = ThresholdMethod.BothTiers, MostWrong = 1 - (CascadeReport.Wanted * strong), MayMiss = 0.1 });
        yield return ("cost at most 35%", new ThresholdGoal { Method = ThresholdMethod.Cost, MostCost = 0.35 });
    }

    private static FittedPlan Cascade(string name, double threshold, ScorerArtifact artifact, ScoredAnswer[] scored, AnsweredPair[] asked) => new(
        name,
        string.Create(CultureInfo.InvariantCulture, $"{{ cascade: [{{ model: {RecordedModel.Name(0)}, accept: {{ sources: [scorer], scorer: {FittedPlan.Scorer}, confidence: {threshold:0.#########} }} }}, {{ model: {RecordedModel.Name(1)} }}] }}"),
        null,
        i => scored[i].Keep >= threshold - Rounding ? Weak(asked[i]) : new Played(asked[i].Strong, Weak(asked[i]).Cost + Strong(asked[i]).Cost, Weak(asked[i]).Seconds + Strong(asked[i]).Seconds),
        string.Create(CultureInfo.InvariantCulture, $"from {threshold:0.000} on"))
    {
        Artifact = artifact.ToJson(),
    };

    private static Played Weak(AnsweredPair pair) => new(pair.Weak, (Input + Output) * StrongPrice * CascadeReport.WeakCall / 1e6, 0.5 + (pair.Answer.Length / CharactersOfSecond));

    private static Played Strong(AnsweredPair pair) => new(pair.Strong, (Input + Output) * StrongPrice / 1e6, 0.5 + (pair.StrongAnswer.Length / CharactersOfSecond));
}
