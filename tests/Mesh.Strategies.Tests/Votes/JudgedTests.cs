using CsCheck;
using Mesh.Strategies.Votes.Judged;

namespace Mesh.Strategies.Tests.Votes;

public sealed class JudgedTests
{
    private static readonly int[] s_merits = [1, 2, 3, 4];

    [Fact]
    public void Best_OfAFairJudge_IsTheBest() => Gen.Shuffle(s_merits).Sample(merits =>
    {
        var tally = new PairwiseTally(["a", "b", "c", "d"], "judge");
        foreach (var (first, second) in tally.Pairs())
        {
            tally.Count(new(first, second, merits[first] > merits[second] ? first : second));
        }

        Assert.Equal(Array.IndexOf(merits, 4), tally.Best());
        Assert.Equal(6, tally.Points().Sum());
    });

    [Fact]
    public void Judge_WhoGoesByThePlace_DecidesNothing()
    {
        var tally = new PairwiseTally(["a", "b", "c"], "judge");
        foreach (var (first, second) in tally.Pairs())
        {
            tally.Count(new(first, second, first));
        }

        Assert.Equal([1, 1, 1], tally.Points());
        Assert.Equal(0, tally.Best());
    }

    [Fact]
    public void Judge_OfItsOwnAnswer_IsNotAsked()
    {
        var tally = new PairwiseTally(["judge", "b", "c"], "JUDGE");
        Assert.Equal([(1, 2), (2, 1)], tally.Pairs());
        Assert.False(tally.Count(new(0, 1, 0)));
        Assert.Equal(1, tally.Best());
        Assert.Equal(0, new PairwiseTally(["judge"], "judge").Best());
    }

    [Fact]
    public void Judgement_OfOneOrderOnly_IsATie()
    {
        var tally = new PairwiseTally(["a", "b"], "judge");
        Assert.True(tally.Count(new(0, 1, 1)));
        Assert.False(tally.Count(new(0, 1, 0)));
        Assert.Equal([0.5, 0.5], tally.Points());
        tally.Count(new(1, 0, 1));
        Assert.Equal(1, tally.Best());
    }

    [Fact]
    public void Winner_ThatWasNotShown_IsRefused() => Assert.Throws<ArgumentException>(() => new PairwiseTally(["a", "b", "c"], "judge").Count(new(0, 1, 2)));

    [Fact]
    public void Answers_BeyondTheBound_AreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PairwiseTally([.. Enumerable.Repeat("a", PairwiseTally.MostAnswers + 1)], "judge"));

    [Fact]
    public void Mean_OfNumbers_IsWeightedAndLeavesOutWhatIsNone()
    {
        Assert.Equal(3.5, MeanAnswer.Of([2, 4, double.NaN], [1, 3, 5]));
        Assert.Null(MeanAnswer.Of([double.PositiveInfinity], [1]));
        Assert.Null(MeanAnswer.Of([], []));
        Assert.Throws<ArgumentException>(() => MeanAnswer.Of([1], [-1]));
    }

    [Fact]
    public void Mean_OfEmbeddings_HasUnitLength()
    {
        var mean = MeanAnswer.Direction([[2, 0], [0, 5], [1, 1, 1]], [1, 1, 9])!;
        Assert.Equal(mean[0], mean[1], 6);
        Assert.Equal(1, Math.Sqrt(mean.Sum(x => (double)x * x)), 6);
        Assert.Null(MeanAnswer.Direction([[1, 0], [-1, 0]], [1, 1]));
    }
}
