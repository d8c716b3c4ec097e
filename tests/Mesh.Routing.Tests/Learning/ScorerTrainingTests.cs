using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Training.Confidence;

namespace Mesh.Routing.Tests.Learning;

public sealed class ScorerTrainingTests
{
    private static readonly ScorerSettings s_quick = new() { Penalties = [30] };

    // Sums of two numbers; wrong ones don't come out in four of five cases. The next tier is right on all but large numbers.
    private static AnswerToCheck Made(Random random, out bool right, out bool nextRight)
    {
        var (a, b) = (random.Next(10, 999), random.Next(10, 999));
        right = random.NextDouble() < 0.6;
        nextRight = a + b < 1200;
        var said = right || random.NextDouble() < 0.2 ? a + b : a + b + random.Next(1, 9);
        return new AnswerToCheck($"Tom has {a} stones and finds {b} more by the river number {random.Next()}. How many stones has he?", $"He has {a} + {b} = {said} stones.\n#### {said}");
    }

    private static JudgedAnswer[] Rows(int seed, int count, bool next = true)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => JudgedAnswer.Of(Made(random, out var right, out var nextRight), right ? 1 : 0, next ? (nextRight ? 1 : 0) : float.NaN))];
    }

    [Fact]
    public void Scorer_OfMadeAnswers_RatesUnseenOnesByWhatIsWrong()
    {
        var artifact = ScorerTraining.Train(Rows(1, 400), s_quick, DateTimeOffset.UnixEpoch);
        var (random, rights, wrongs) = (new Random(2), new List<double>(), new List<double>());
        for (var i = 0; i < 300; i++)
        {
            var made = Made(random, out var right, out _);
            (right ? rights : wrongs).Add(artifact.Scorer.Score(AnswerChecks.Of(made), made.Question).Right);
        }

        Assert.True(artifact.Evaluation.Auroc > 0.8);
        Assert.True(artifact.Evaluation.Error < 0.7 * artifact.Evaluation.ErrorOfMean);
        Assert.True(rights.Average() > wrongs.Average() + 0.4);
        Assert.InRange(rights.Concat(wrongs).Average(), 0.5, 0.72);
    }

    [Fact]
    public void Scorer_ThatKnowsTheNextTier_KeepsWhatThatCannotMend()
    {
        var scorer = ScorerTraining.Train(Rows(1, 600), s_quick, DateTimeOffset.UnixEpoch).Scorer;
        var (small, large) = (Score(scorer, 100, 200), Score(scorer, 900, 800));

        Assert.True(scorer.KnowsNext);
        Assert.True(small.Gain > large.Gain + 0.2);
        Assert.True(large.Keep > small.Keep);
    }

    [Fact]
    public void Scorer_WithoutANextTier_KeepsByWhatIsRight()
    {
        var scorer = ScorerTraining.Train(Rows(1, 200, next: false), s_quick, DateTimeOffset.UnixEpoch).Scorer;
        var scored = Score(scorer, 100, 200);

        Assert.False(scorer.KnowsNext);
        Assert.Null(scored.Gain);
        Assert.Equal(scored.Right, scored.Keep);
    }

    [Fact]
    public void Training_OnTheSameRows_MakesTheSameScorer() =>
        Assert.Equal(
            ScorerTraining.Train(Rows(3, 150), s_quick, DateTimeOffset.UnixEpoch).ToJson(),
            ScorerTraining.Train(Rows(3, 150), s_quick, DateTimeOffset.UnixEpoch).ToJson());

    [Fact]
    public void Artifact_ThroughItsText_ScoresTheSame()
    {
        var artifact = ScorerTraining.Train(Rows(4, 200), s_quick, DateTimeOffset.UnixEpoch.AddDays(9));
        var again = ScorerArtifact.FromJson(artifact.ToJson());

        Assert.Equal(Score(artifact.Scorer, 12, 13), Score(again.Scorer, 12, 13));
        Assert.Equal(artifact.Evaluation, again.Evaluation);
        Assert.Equal(artifact.TrainedAt, again.TrainedAt);
    }

    [Fact]
    public void Artifact_OfAnotherVersionOrDamaged_IsRefusedWithTheMend()
    {
        var json = ScorerTraining.Train(Rows(5, 150), s_quick, DateTimeOffset.UnixEpoch).ToJson();

        Refused("{}", "no learned scorer");
        Refused("[1]", "no learned scorer");
        Refused(json[..^30], "copy it again");
        Refused(json.Replace("\"version\":2", "\"version\":1", StringComparison.Ordinal), "train it anew");
        Refused(json.Replace("\"WrongSum\"", "\"Weather\"", StringComparison.Ordinal), "other features");
        Refused(json.Replace("\"roots\":[0,", "\"roots\":[-5,", StringComparison.Ordinal), "trees are damaged");
        Refused(json.Replace("\"right\":{\"weights\":[", "\"right\":{\"weights\":[1,", StringComparison.Ordinal), "don't fit");
        Refused(json.Replace("\"slope\":", "\"slope\":1", StringComparison.Ordinal), "checksum");
        Refused(new string(' ', ScorerArtifact.MostCharacters + 1), "more than");

        static void Refused(string text, string because) => Assert.Contains(because, Assert.Throws<FormatException>(() => ScorerArtifact.FromJson(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scorer_OnceItIsWarm_AllocatesNothing()
    {
        var scorer = ScorerTraining.Train(Rows(8, 150), s_quick, DateTimeOffset.UnixEpoch).Scorer;
        var made = Made(new Random(9), out _, out _);
        var answer = AnswerChecks.Of(made);
        scorer.Score(answer, made.Question);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            scorer.Score(answer, made.Question);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Rows_TooFewOrOfOneKind_AreRefusedWithTheirNumber()
    {
        Assert.Contains("at least 100", Assert.Throws<ArgumentException>(() => ScorerTraining.Train(Rows(6, 99), s_quick, DateTimeOffset.UnixEpoch)).Message, StringComparison.Ordinal);
        var right = Enumerable.Range(0, 120).Select(i => JudgedAnswer.Of(new AnswerToCheck($"Question {i}?", "Yes."), 1)).ToArray();
        Assert.Contains("120 of 120", Assert.Throws<ArgumentException>(() => ScorerTraining.Train(right, s_quick, DateTimeOffset.UnixEpoch)).Message, StringComparison.Ordinal);
    }

    private static ScoredAnswer Score(LearnedScorer scorer, int a, int b)
    {
        var question = $"Tom has {a} stones and finds {b} more by the river number 77. How many stones has he?";
        return scorer.Score(AnswerChecks.Of(new AnswerToCheck(question, $"He has {a} + {b} = {a + b} stones.\n#### {a + b}")), question);
    }
}
