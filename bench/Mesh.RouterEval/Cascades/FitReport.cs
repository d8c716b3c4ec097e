using System.Globalization;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Training.Cascades;
using Mesh.Training.Confidence;

namespace Mesh.RouterEval.Cascades;

/// <summary>
/// What <c>mesh cascade fit</c> makes of recorded walks, by the rules alone and with a scorer: fitted on one half of the questions, tried on the other. Each pair stands for a
/// walk that was audited; the strong call costs 1.
/// </summary>
internal sealed class FitReport(TextWriter output)
{
    public static string Head => "| sources | goal | tried on | quality / strong, 95% | cost / strong, 95% | ended by the weak one |\n|---|---|---|---|---|---|";

    public void Print(AnsweredPair[] pairs, int seed)
    {
        RecordedWalk[] walks = [.. pairs.Select(Walk)];
        foreach (var (words, goal) in Goals(seed))
        {
            Print("checks", words, () => CascadeFit.Fit(walks, 2, goal));
            Print("checks, scorer", words, () => CascadeFit.Fit(walks, 2, goal, 0, new ScorerSettings { Seed = seed }, DateTimeOffset.UnixEpoch));
        }
    }

    private void Print(string sources, string goal, Func<FittedCascade> fit)
    {
        try
        {
            var fitted = fit();
            var trial = fitted.Trial;
            output.WriteLine(fitted.AcceptsAny
                ? Line($"| {sources} | {goal} | {trial.Walks} | {Share(trial.QualityShare)} | {Share(trial.CostShare)} | {trial.Given[0]:0.0%} |")
                : $"| {sources} | {goal} | none: {fitted.Obstacle} | | | |");
        }
        catch (ArgumentException e)
        {
            output.WriteLine($"| {sources} | {goal} | none: {e.Message} | | | |");
        }
    }

    private static IEnumerable<(string Words, CascadeGoal Goal)> Goals(int seed)
    {
        yield return ("quality 95%, even odds", new CascadeGoal { Quality = 0.95, MayMiss = 0.5, Seed = seed });
        yield return ("quality 95%, 9 in 10", new CascadeGoal { Quality = 0.95, Seed = seed });
        yield return ("quality 90%, 9 in 10", new CascadeGoal { Quality = 0.9, Seed = seed });
        yield return ("quality 95%, isotonic", new CascadeGoal { Quality = 0.95, IsIsotonic = true, Seed = seed });
        yield return ("cost 35%", new CascadeGoal { Cost = 0.35, Seed = seed });
        yield return ("cost 60%", new CascadeGoal { Cost = 0.6, Seed = seed });
    }

    private static RecordedWalk Walk(AnsweredPair pair)
    {
        var parts = RuleConfidence.Of(pair.Checks);
        return new RecordedWalk(
            null,
            pair.Judged.Question,
            Audited: true,
            [new TierOutcome(AnswerConfidence.Of(parts).Value, parts, pair.Weak, CascadeReport.WeakCall, pair.Judged.Features), new TierOutcome(null, [], pair.Strong, 1, [])]);
    }

    private static string Share(Interval share) => Line($"{share.Value:0.0%} ({share.Low:0.0%} to {share.High:0.0%})");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
