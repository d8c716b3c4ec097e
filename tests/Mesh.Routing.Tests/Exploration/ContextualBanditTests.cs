using Mesh.Routing.Exploration;

namespace Mesh.Routing.Tests.Exploration;

public sealed class ContextualBanditTests
{
    private static readonly double[] s_free = [0, 0, 0];

    [Fact]
    public void Choice_WithoutOutcomes_FollowsThePredictionsLessThePrices()
    {
        var bandit = new ContextualBandit(3, new ExplorationSettings(0), () => 0.5);

        Assert.Equal(1, bandit.Choose([0.6f, 0.8f, 0.7f], s_free).Model);
        Assert.Equal(2, bandit.Choose([0.6f, 0.8f, 0.7f], [0, 0.3, 0]).Model);
        Assert.Equal(0, bandit.Choose([0.6f, float.NaN, float.NaN], s_free).Model);
    }

    [Fact]
    public void Exploration_OverManyDecisions_StaysInsideItsShare()
    {
        var random = new Random(5);
        var bandit = new ContextualBandit(3, new ExplorationSettings(0.05), random.NextDouble);
        var choices = Enumerable.Range(0, 20_000).Select(_ => bandit.Choose([0.6f, 0.62f, 0.61f], s_free)).ToArray();

        Assert.InRange(choices.Count(c => c.Explored), 1, 0.05 * choices.Length);
        // The propensities are true: weighed by them, every model gets its whole share.
        Assert.InRange(choices.Where(c => c.Model == 0).Sum(c => 1 / c.Propensity) / choices.Length, 0.85, 1.15);
    }

    [Fact]
    public void Model_ThatIsWorseThanPredicted_LosesItsPlace()
    {
        var random = new Random(6);
        var bandit = new ContextualBandit(2, new ExplorationSettings(0.05), random.NextDouble);
        float[] predicted = [0.8f, 0.7f];
        var late = 0;
        for (var i = 0; i < 2000; i++)
        {
            var chosen = bandit.Choose(predicted, s_free.AsSpan(0, 2)).Model;
            bandit.Learn(chosen, predicted, random.NextDouble() < (chosen == 0 ? 0.4 : 0.7) ? 1 : 0);
            late += i >= 1000 && chosen == 0 ? 1 : 0;
        }

        Assert.InRange(late, 0, 60);
    }

    [Fact]
    public void Model_ThatRecovered_IsFoundAgain()
    {
        var random = new Random(7);
        var bandit = new ContextualBandit(2, new ExplorationSettings(0.1, 0.99), random.NextDouble);
        float[] predicted = [0.8f, 0.6f];
        var late = 0;
        for (var i = 0; i < 12_000; i++)
        {
            var chosen = bandit.Choose(predicted, s_free.AsSpan(0, 2)).Model;
            bandit.Learn(chosen, predicted, chosen == 0 ? i < 1500 ? 0.2 : 0.9 : 0.6);
            late += i >= 11_000 && chosen == 0 ? 1 : 0;
        }

        Assert.True(late > 900, $"{late} of 1000");
    }

    [Fact]
    public void Regret_AgainstTheBestInHindsight_ShrinksWithTheOutcomes()
    {
        var random = new Random(8);
        var bandit = new ContextualBandit(3, new ExplorationSettings(0.05), random.NextDouble);
        double[] truth = [0.5, 0.75, 0.65];
        double early = 0, late = 0;
        for (var i = 0; i < 4000; i++)
        {
            float[] predicted = [0.7f, 0.65f, 0.6f];
            var chosen = bandit.Choose(predicted, s_free).Model;
            bandit.Learn(chosen, predicted, random.NextDouble() < truth[chosen] ? 1 : 0);
            (early, late) = (early + (i < 400 ? truth[1] - truth[chosen] : 0), late + (i >= 3600 ? truth[1] - truth[chosen] : 0));
        }

        Assert.True(late < 0.3 * early, $"{early:0.0} in the first 400 decisions, {late:0.0} in the last");
    }

    [Fact]
    public void Choice_ByUtilities_TakesTheBestAndTriesOthersInsideTheShare()
    {
        var random = new Random(9);
        var bandit = new ContextualBandit(3, new ExplorationSettings(0.1), random.NextDouble);
        var choices = Enumerable.Range(0, 5000).Select(_ => bandit.ChooseBy([0.5f, 0.5f, 0.5f], [0.2, double.NaN, 0.21])).ToArray();

        Assert.InRange(choices.Count(c => c.Explored), 1, 500);
        Assert.DoesNotContain(choices, c => c.Model == 1);
        Assert.Equal(2, choices.Where(c => !c.Explored).Select(c => c.Model).Distinct().Single());
        Assert.Throws<ArgumentException>(() => bandit.ChooseBy([0.5f, 0.5f, 0.5f], [double.NaN, double.NaN, double.NaN]));
    }

    [Fact]
    public void Correction_AfterOutcomes_IsWhatTheyWereOffBy()
    {
        var bandit = new ContextualBandit(2, new ExplorationSettings(0), () => 0.5);
        var corrected = new float[2];
        bandit.Correct([0.8f, float.NaN], corrected);
        Assert.Equal([0.8f, float.NaN], corrected);
        for (var i = 0; i < 1000; i++)
        {
            bandit.Learn(0, [0.8f, 0.5f], 0.3);
        }

        bandit.Correct([0.8f, 0.5f], corrected);

        Assert.InRange(corrected[0], 0.28, 0.36);
        Assert.Equal(0.5f, corrected[1]);
    }

    [Theory]
    [InlineData(0.3, 0.99, "exploration.share")]
    [InlineData(-0.1, 0.99, "exploration.share")]
    [InlineData(0.1, 0.5, "exploration.forgetting")]
    public void Settings_OutOfRange_AreNamed(double share, double forgetting, string field) =>
        Assert.Contains(field, Assert.Throws<ArgumentException>(() => new ContextualBandit(2, new ExplorationSettings(share, forgetting), () => 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void Choice_AmongNone_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new ContextualBandit(1, new ExplorationSettings(), () => 0).Choose([float.NaN], [0]));
}
