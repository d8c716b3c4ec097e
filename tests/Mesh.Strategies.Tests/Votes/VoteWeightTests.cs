using CsCheck;
using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Votes;

public sealed class VoteWeightTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Weight_OfWhoIsBetterThanGuessing_IsPositive() => Gen.Select(Gen.Double[0, 1], Gen.Double[2, 1000]).Sample((p, k) =>
        p > (1 / k) + 1e-9 ? VoteWeight.Of(p, k) > 0 : p < 1 / k ? VoteWeight.Of(p, k) == 0 : VoteWeight.Of(p, k) >= 0);

    [Fact]
    public void Weight_OfTheBetterMember_IsNoLess() => Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[2, 1000]).Sample((p, q, k) => p <= q == VoteWeight.Of(p, k) <= VoteWeight.Of(q, k) || VoteWeight.Of(p, k) == VoteWeight.Of(q, k));

    [Fact]
    public void Weight_ByBinaryOdds_WouldTurnAWeakMemberAgainstItsAnswer()
    {
        Assert.Equal(0, VoteWeight.Of(0.4, 2));
        Assert.Equal(Math.Log(0.4 * 19 / 0.6), VoteWeight.Of(0.4, 20), 9);
    }

    [Theory]
    [InlineData(-0.1, 20)]
    [InlineData(1.1, 20)]
    [InlineData(0.5, 1.9)]
    public void Weight_OutOfBounds_IsRefused(double accuracy, double answers) => Assert.Throws<ArgumentOutOfRangeException>(() => VoteWeight.Of(accuracy, answers));

    [Fact]
    public void Posterior_OfAllAnswers_SumsToNoMoreThanOne() => Gen.Double[0, 8].Array[1, 6].Sample(weights =>
    {
        var sum = weights.Select((_, i) => VoteWeight.Posterior([weights[i], .. weights[..i], .. weights[(i + 1)..]], 20)).Sum();
        Assert.InRange(sum, 0, 1 + 1e-9);
    });

    [Fact]
    public void Posterior_OfIndependentMembers_IsBayesRule()
    {
        // Two members of 0.8 and 0.6 disagree among 5 answers, the wrong ones equally likely.
        double one = 0.8 * (0.4 / 4), two = (0.2 / 4) * 0.6, neither = 3 * (0.2 / 4) * (0.4 / 4);
        Assert.Equal(one / (one + two + neither), VoteWeight.Posterior([VoteWeight.Of(0.8, 5), VoteWeight.Of(0.6, 5)], 5), 9);
    }

    [Fact]
    public void Spread_OfWrongAnswersThatMeet_IsSmall()
    {
        Assert.Equal(AnswerSpread.Unknown, AnswerSpread.Of(0, 0), 6);
        Assert.InRange(AnswerSpread.Of(1000, 1000), 2, 2.1);
        Assert.True(AnswerSpread.Of(1000, 10) > 50);
        Assert.Equal((6, 2), AnswerSpread.Count([2, 2]));
        Assert.InRange(AnswerSpread.Of(1e9, 0), 900, AnswerSpread.Most);
    }

    [Fact]
    public void WeighedAnswers_OfAnyVote_LeadAsTheTally() => Gen.Select(Gen.Int[-1, 2], Gen.Int[0, 3], Gen.Int[0, 2]).Array[1, 6].Sample(votes =>
    {
        var members = votes.Select((v, i) => new VoteMember($"m{i}", v.Item2 * 0.7, v.Item3)).ToArray();
        var tally = new VoteTally(members);
        for (var m = 0; m < votes.Length; m++)
        {
            tally.Count(m, votes[m].Item1 < 0 ? null : votes[m].Item1.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var given = new GivenAnswers(["0", "1", "2"], [.. votes.Select(v => v.Item1)], new int[votes.Length], 1);
        var weighed = WeighedAnswers.Of(given, [.. Enumerable.Range(0, votes.Length)], [.. members.Select(m => m.Weight)], [.. members.Select(m => m.Record)]);
        Assert.Equal(tally.Standing().Leader?.Key, weighed.Leader < 0 ? null : given.Keys[weighed.Leader]);
    });

    [Fact]
    public void Record_OfOutcomes_MovesFromTheClassMeanToTheModelsOwn()
    {
        var records = new TrackRecords(_time);
        Assert.Equal(0.5, records.Accuracy("maths", "a"), 6);
        Repeat(40, () => records.Record("maths", "a", 1));
        Repeat(40, () => records.Record("maths", "b", 0));
        Assert.True(records.Accuracy("maths", "a") > 0.9);
        Assert.True(records.Accuracy("maths", "b") < 0.1);
        Assert.InRange(records.Accuracy("maths", "unknown"), 0.45, 0.55);
        Assert.Equal(0.5, records.Accuracy("law", "a"), 6);
        Assert.True(records.Weight("maths", "a") > records.Weight("maths", "unknown"));
    }

    [Fact]
    public void Record_AfterItsHalfLife_CountsHalf()
    {
        var records = new TrackRecords(_time);
        Repeat(8, () => records.Record("maths", "a", 1));
        _time.Advance(TrackRecords.HalfLife);
        Assert.Equal(4, Assert.Single(records.Snapshot().Cells).Yes, 6);
    }

    [Fact]
    public void Record_BeyondTheBound_IsNotCounted()
    {
        var records = new TrackRecords(_time);
        for (var i = 0; i < TrackRecords.MostCells; i++)
        {
            Assert.True(records.Record("t", $"m{i}", 1));
        }

        Assert.False(records.Record("t", "one more", 1));
        Assert.True(records.Record("t", "m0", 1));
    }

    [Fact]
    public void Snapshot_MergedTwiceOrLate_CountsOnce()
    {
        var (one, other) = (new TrackRecords(_time), new TrackRecords(_time));
        Repeat(10, () => one.Record("maths", "a", 1));
        var early = one.Snapshot();
        _time.Advance(TimeSpan.FromSeconds(1));
        Repeat(10, () => one.Record("maths", "a", 1));
        Assert.True(other.Merge("one", one.Snapshot()));
        var accuracy = other.Accuracy("maths", "a");
        Assert.False(other.Merge("one", early));
        Assert.False(other.Merge("one", one.Snapshot()));
        Assert.Equal(accuracy, other.Accuracy("maths", "a"), 9);
        Assert.Equal(one.Accuracy("maths", "a"), other.Accuracy("maths", "a"), 6);

        // What was merged isn't told on as own.
        Assert.Empty(other.Snapshot().Cells);
    }

    [Fact]
    public void Holders_BeyondTheBound_AreNotTaken()
    {
        var records = new TrackRecords(_time);
        var snapshot = new RecordSnapshot(_time.GetUtcNow(), [new("t", "m", 1, 0)]);
        for (var i = 0; i < TrackRecords.MostHolders; i++)
        {
            Assert.True(records.Merge($"h{i}", snapshot));
        }

        Assert.False(records.Merge("one more", snapshot));
    }

    [Fact]
    public void Record_FromManyThreads_LosesNothing()
    {
        var records = new TrackRecords(_time);
        Parallel.For(0, 2000, i => records.Record("t", $"m{i % 3}", i % 2));
        Assert.Equal(2000, records.Snapshot().Cells.Sum(c => c.Yes + c.No), 6);
    }

    [Fact]
    public void Spread_OfAClass_IsLearned()
    {
        var records = new TrackRecords(_time);
        Repeat(50, () => records.RecordWrong("yes or no", [4]));
        Repeat(50, () => records.RecordWrong("open", [1, 1, 1, 1]));
        Assert.InRange(records.Answers("yes or no"), 2, 2.2);
        Assert.True(records.Answers("open") > 50);
        Assert.Equal(AnswerSpread.Unknown, records.Answers("new"), 6);
    }

    [Fact]
    public void Twins_OfOneFamily_ShareAVote()
    {
        double[][] qualities = [[1, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]];
        var shrunk = CorrelatedErrors.Shrink([2, 2, 2], qualities);
        Assert.Equal([1, 1, 2], shrunk.Select(w => Math.Round(w, 9)));
        Assert.Throws<ArgumentException>(() => CorrelatedErrors.Shrink([1, 1], qualities));
    }

    private static void Repeat(int times, Action what)
    {
        for (var i = 0; i < times; i++)
        {
            what();
        }
    }
}
