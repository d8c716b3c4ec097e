using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Training.Cascades;
using Mesh.Training.Confidence;

namespace Mesh.Routing.Tests.Learning;

public sealed class CascadeFitTests
{
    private static readonly CascadeGoal s_quality = new() { Quality = 0.95, MayMiss = 0.5 };

    [Fact]
    public void Quality_IsReachedForLessOnWalksThatTheFitHadNotSeen()
    {
        var fit = CascadeFit.Fit(Walks(1, 2000), 2, s_quality);

        Assert.InRange(fit.Trial.QualityShare.Value, 0.93, 1.02);
        Assert.InRange(fit.Trial.CostShare.Value, 0.2, 0.8);
        Assert.True(fit.Trial.QualityShare.Low < fit.Trial.QualityShare.Value && fit.Trial.QualityShare.Value < fit.Trial.QualityShare.High);
        Assert.InRange(fit.FittedWalks, 900, 1100);
        Assert.Equal(2000, fit.FittedWalks + fit.Trial.Walks);
        Assert.Equal(1, fit.Trial.Given.Sum(), 9);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Cost_IsKeptTo(double share)
    {
        var fit = CascadeFit.Fit(Walks(2, 2000), 2, new CascadeGoal { Cost = share });

        Assert.InRange(fit.Trial.CostShare.Value, share - 0.1, share + 0.05);
        Assert.InRange(fit.Trial.CostShare.Low, 0, share + 0.03);
    }

    [Fact]
    public void Class_WithWalksEnough_HasAThresholdOfItsOwn()
    {
        // Of 'hard' ones the first tier's confidence says nothing.
        var fit = CascadeFit.Fit([.. Walks(3, 1000, "easy"), .. Walks(4, 1000, "hard", (random, _) => random.NextDouble() < 0.3), .. Walks(5, 20, "rare")], 2, s_quality);

        Assert.Equal(["easy", "hard"], fit.ByTask(0).Keys.Order(StringComparer.Ordinal));
        Assert.True(fit.ByTask(0)["hard"] > fit.ByTask(0)["easy"], $"{fit.ByTask(0)["hard"]} and {fit.ByTask(0)["easy"]}");
    }

    [Fact]
    public void Isotonic_AcceptsAsManyAsAreRightOftenEnoughByItsGuess()
    {
        var fit = CascadeFit.Fit(Walks(6, 2000), 2, s_quality with { IsIsotonic = true });

        Assert.Contains("monotone", fit.Tiers[0].All.Reason, StringComparison.Ordinal);
        Assert.InRange(fit.Trial.Given[0], 0.1, 0.9);
    }

    [Fact]
    public void Tiers_MoreThanTwo_AreTriedTogether()
    {
        var random = new Random(7);
        RecordedWalk[] walks = [.. Enumerable.Range(0, 1500).Select(i => Walk(random, i, null, (r, sure) => r.NextDouble() < sure)).Select(w => w with { Tiers = [w.Tiers[0], w.Tiers[0] with { Confidence = 0.95, Quality = 1, CostUsd = 2 }, w.Tiers[1]] })];

        var fit = CascadeFit.Fit(walks, 3, new CascadeGoal { Quality = 0.9, MayMiss = 0.5 });

        Assert.Equal(2, fit.Tiers.Count);
        Assert.Equal(3, fit.Trial.Given.Count);
        Assert.True(fit.Trial.Given[1] > 0);
    }

    [Fact]
    public void Walks_ThatWereNotAuditedOrNotWhole_AreNotUsed_AndTooFewAreToldByNumber()
    {
        RecordedWalk[] walks = [.. Walks(8, 60), .. Walks(9, 500).Select(w => w with { Audited = false }), .. Walks(10, 40).Select(w => w with { Tiers = [w.Tiers[0] with { Quality = null }, w.Tiers[1]] })];

        var why = Assert.Throws<ArgumentException>(() => CascadeFit.Fit(walks, 2, s_quality)).Message;

        Assert.Contains("60 of 600 recorded ones are audited and whole, at least 100 are needed", why, StringComparison.Ordinal);
        Assert.Contains("100 are audited", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Goal_ThatIsReachedOnlyByAcceptingNothing_IsToldAsThat()
    {
        RecordedWalk[] walks = [.. Walks(12, 400, right: (_, _) => false).Select(w => w with { Tiers = [w.Tiers[0] with { Confidence = w.Tiers[0].Confidence / 2 }, w.Tiers[1]] })];

        var fit = CascadeFit.Fit(walks, 2, s_quality with { Quality = 0.99 });

        Assert.False(fit.AcceptsAny);
        Assert.Contains("only where no answer", fit.Obstacle, StringComparison.Ordinal);
        Assert.Equal(0, fit.Trial.Given[0]);
    }

    [Theory]
    [InlineData(null, null, "set a quality or a cost")]
    [InlineData(0.9, 0.3, "set a quality or a cost")]
    [InlineData(1.5, null, "quality: 1.5")]
    [InlineData(null, 0.0, "cost: 0")]
    public void Goal_ThatCannotBe_IsNamed(double? quality, double? cost, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => CascadeFit.Fit(Walks(1, 200), 2, new CascadeGoal { Quality = quality, Cost = cost })).Message, StringComparison.Ordinal);

    [Fact]
    public void Scorer_ThatIsTrainedBeside_MakesTheSameQualityCheaper()
    {
        var random = new Random(11);
        RecordedWalk[] walks = [.. Enumerable.Range(0, 600).Select(i => Scored(random, i))];
        var goal = s_quality with { Quality = 0.97 };

        var fit = CascadeFit.Fit(walks, 2, goal, 0, new ScorerSettings { Penalties = [30] }, DateTimeOffset.UnixEpoch);

        Assert.NotNull(fit.Scorer);
        Assert.True(fit.Scorer!.Evaluation.Rows < 400, $"{fit.Scorer.Evaluation.Rows} rows: the half that is tried was seen");
        Assert.Equal(["checks"], fit.SourcesBeside);
        Assert.True(fit.Trial.CostShare.Value < 0.8, $"{fit.Trial.CostShare}");
        Assert.True(fit.Trial.QualityShare.Value > 0.92, $"{fit.Trial.QualityShare}");
    }

    private static RecordedWalk[] Walks(int seed, int count, string? task = null, Func<Random, double, bool>? right = null)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Walk(random, (seed * 100_000) + i, task, right ?? ((r, sure) => r.NextDouble() < sure)))];
    }

    // The last tier is right nine times of ten, at ten times the cost.
    private static RecordedWalk Walk(Random random, int question, string? task, Func<Random, double, bool> right)
    {
        var sure = random.NextDouble();
        return new RecordedWalk(task, (uint)question * 2_654_435_761, Audited: true,
            [new TierOutcome(sure, [], right(random, sure) ? 1 : 0, 1, []), new TierOutcome(null, [], random.NextDouble() < 0.9 ? 1 : 0, 10, [])]);
    }

    // A confidence that says nothing, and answers whose sums tell.
    private static RecordedWalk Scored(Random random, int number)
    {
        var (a, b, right) = (random.Next(10, 999), random.Next(10, 999), random.NextDouble() < 0.6);
        var question = $"Tom has {a} stones and finds {b} more by the river number {number}. How many stones has he?";
        var said = right ? a + b : a + b + random.Next(1, 9);
        var features = ScorerFeatures.Of(AnswerChecks.Of(new AnswerToCheck(question, $"He has {a} + {b} = {said} stones.\n#### {said}")), question);
        return new RecordedWalk(null, (uint)number * 2_654_435_761, Audited: true,
            [new TierOutcome(0.6, [new ConfidencePart("checks", 0.6)], right ? 1 : 0, 1, features), new TierOutcome(null, [], 1, 10, [])]);
    }
}
