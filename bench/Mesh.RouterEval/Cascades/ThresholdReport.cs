using System.Globalization;
using Mesh.Strategies.Confidence.Calibration;
using Mesh.Strategies.Confidence.Scoring;

namespace Mesh.RouterEval.Cascades;

/// <summary>
/// Thresholds fitted on one set of questions and reported on another. The first set's scores are those of scorers that hadn't seen the
/// question (five folds), the second set's those of a scorer of the whole first set.
/// </summary>
internal sealed class ThresholdReport(TextWriter output)
{
    private const int Folds = 5;

    public static string Head => "| fitted on | goal | threshold | of the others: accepted | wrong among accepted | accepted and wrong | quality / strong | cost / strong |\n|---|---|---|---|---|---|---|---|";

    public void Print(string name, AnsweredPair[] fitted, AnsweredPair[] others, int seed)
    {
        var unseen = CascadeScores.CrossValidate(fitted, Folds, seed);
        var scored = CascadeScores.Score(fitted, others);
        var strong = fitted.Average(p => p.Strong);
        foreach (var (words, goal) in Goals(strong))
        {
            var confidence = UsesKeep(goal.Method) ? Keep : (Func<ScoredAnswer, double>)(s => s.Right);
            var rows = unseen.Pairs.Zip(unseen.Scored, (p, s) => new CalibrationRow(confidence(s), p.Weak >= 0.5, null, CascadeReport.WeakCall, 1, p.Strong >= 0.5)).ToArray();
            var choice = ThresholdFit.Choose(rows, goal);
            var accepted = others.Zip(scored, (p, s) => choice.Threshold is { } t && confidence(s) >= t).ToArray();
            output.WriteLine(Row(name, words, choice, others, accepted));
        }
    }

    private static double Keep(ScoredAnswer scored) => scored.Keep;

    private static bool UsesKeep(ThresholdMethod method) => method is ThresholdMethod.BothTiers or ThresholdMethod.Cost;

    private static IEnumerable<(string Words, ThresholdGoal Goal)> Goals(float strong)
    {
        var most = 1 - (CascadeReport.Wanted * strong);
        yield return ("95% of strong quality, even odds", new ThresholdGoal { Method = ThresholdMethod.BothTiers, MostWrong = most, MayMiss = 0.5 });
        yield return ("95% of strong quality, 9 in 10", new ThresholdGoal { Method = ThresholdMethod.BothTiers, MostWrong = most, MayMiss = 0.1 });
        yield return ("cost at most 35%", new ThresholdGoal { Method = ThresholdMethod.Cost, MostCost = 0.35 });
        yield return ("20% of accepted wrong, 9 in 10", new ThresholdGoal { MostWrong = 0.2, MayMiss = 0.1 });
        yield return ("10% of accepted wrong, 9 in 10", new ThresholdGoal { MostWrong = 0.1, MayMiss = 0.1 });
        yield return ("10% of all accepted and wrong", new ThresholdGoal { Method = ThresholdMethod.ConformalRisk, MostWrong = 0.1 });
        yield return ("15% of accepted wrong, isotonic", new ThresholdGoal { Method = ThresholdMethod.Isotonic, MostWrong = 0.15 });
    }

    private static string Row(string name, string words, ThresholdChoice choice, AnsweredPair[] others, bool[] accepted)
    {
        int[] kept = [.. Enumerable.Range(0, others.Length).Where(i => accepted[i])];
        var wrong = kept.Sum(i => 1 - others[i].Weak);
        var quality = others.Select((p, i) => accepted[i] ? p.Weak : p.Strong).Average() / others.Average(p => p.Strong);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {words} | {(choice.Threshold is { } t ? t.ToString("0.000", CultureInfo.InvariantCulture) : $"none: {choice.Reason}")} | {(double)kept.Length / others.Length:0.0%} | {(kept.Length == 0 ? 0 : wrong / kept.Length):0.0%} | {wrong / others.Length:0.0%} | {quality:0.0%} | {1 - ((double)kept.Length / others.Length) + CascadeReport.WeakCall:0.0%} |");
    }
}
