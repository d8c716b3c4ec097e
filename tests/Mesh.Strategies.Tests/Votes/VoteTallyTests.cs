using CsCheck;
using Mesh.Strategies.Votes.Tally;

namespace Mesh.Strategies.Tests.Votes;

public sealed class VoteTallyTests
{
    private static readonly string?[] s_keys = ["a", "b", "c", null];

    private static readonly Gen<(double Weight, double Record, int Key, int Turn)[]> s_votes =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 1000], (w, r, k, t) => (w * 0.5, r / 4.0, k, t)).Array[1, 7];

    [Fact]
    public void Outcome_InAnyOrder_IsTheSame() =>
        s_votes.Sample(votes => Standing(votes, Enumerable.Range(0, votes.Length)) == Standing(votes, Enumerable.Range(0, votes.Length).OrderBy(i => votes[i].Turn)));

    [Fact]
    public void Decided_WhateverTheRestSays_StaysDecided() => s_votes.Sample(votes =>
    {
        var tally = new VoteTally(Members(votes));
        string? decided = null;
        foreach (var member in Enumerable.Range(0, votes.Length).OrderBy(i => votes[i].Turn))
        {
            tally.Count(member, s_keys[votes[member].Key]);
            var standing = tally.Standing();
            Assert.True(decided is null || (standing.IsDecided && standing.Leader!.Key == decided));
            decided = standing.IsDecided ? standing.Leader!.Key : null;
        }
    });

    [Fact]
    public void Undecided_SomeRest_CouldChangeIt() => s_votes.Sample(votes =>
    {
        // Whoever is out votes for one answer, or all for a new one: at least one of these ends otherwise, or in a tie.
        var (members, half) = (Members(votes), votes.Length / 2);
        var tally = Count(votes, Enumerable.Range(0, half));
        if (tally.Standing() is not { IsDecided: false, HasQuorum: true } now)
        {
            return;
        }

        var changed = ((string[])["a", "b", "c", "new"]).Any(key =>
        {
            var other = Count(votes, Enumerable.Range(0, half));
            Enumerable.Range(half, votes.Length - half).ToList().ForEach(m => other.Count(m, key));
            var then = other.Standing();
            return then.Leader!.Key != now.Leader!.Key || (then.Clusters.Count > 1 && then.Clusters[0].Weight - then.Clusters[1].Weight < 1e-9);
        });
        Assert.True(changed);
    });

    [Fact]
    public void Agreement_Always_IsBetween0And1() => s_votes.Sample(votes => Standing(votes, Enumerable.Range(0, votes.Length)).Agreement is >= 0 and <= 1);

    [Fact]
    public void Tie_IsBroken_ByTrackRecordThenByOrder()
    {
        var byRecord = new VoteTally([new("one", 1, 0.5), new("two", 1, 0.9)]);
        byRecord.Count(0, "a");
        byRecord.Count(1, "b");
        Assert.Equal("b", byRecord.Standing().Leader!.Key);

        var byOrder = new VoteTally([new("one"), new("two")]);
        byOrder.Count(1, "b");
        byOrder.Count(0, "a");
        Assert.Equal("a", byOrder.Standing().Leader!.Key);
    }

    [Fact]
    public void Majority_OfThreeWithTwoEqual_IsDecidedBeforeTheThird()
    {
        var tally = new VoteTally([new("one"), new("two"), new("three")]);
        tally.Count(0, "a");
        Assert.False(tally.Standing().IsDecided);
        tally.Count(2, "a");
        Assert.True(tally.Standing() is { IsDecided: true, Out: 1, Leader.Key: "a" });
    }

    [Fact]
    public void Quorum_ThatIsNotReached_GivesNoOutcome()
    {
        var tally = new VoteTally([new("one"), new("two"), new("three")], quorum: 2);
        tally.Count(0, "a");
        Assert.Null(tally.Standing().Leader);
        tally.Count(1, null);
        Assert.False(tally.Standing().IsLost);
        tally.Count(2, null);
        Assert.True(tally.Standing() is { Leader: null, IsDecided: false, IsLost: true, Came: 3 });
    }

    [Fact]
    public void Member_ThatCameAlready_IsNotCountedAgain()
    {
        var tally = new VoteTally([new("one"), new("two")]);
        Assert.True(tally.Count(0, "a"));
        Assert.False(tally.Count(0, "b"));
        Assert.Equal("a", Assert.Single(tally.Standing().Clusters).Key);
    }

    [Fact]
    public void Disagreement_IsReported_WithItsMembers()
    {
        var tally = new VoteTally([new("one", 2), new("two"), new("three")]);
        tally.Count(0, "a");
        tally.Count(1, "b");
        tally.Count(2, "b");
        var standing = tally.Standing();
        Assert.False(standing.IsUnanimous);
        Assert.Equal([("a", 2.0), ("b", 2.0)], standing.Clusters.Select(c => (c.Key, c.Weight)));
        Assert.Equal([1, 2], standing.Clusters[1].Members);
        Assert.Equal(0.5, standing.Agreement);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Weight_ThatIsNone_IsRefusedByName(double weight) =>
        Assert.Contains("'one'", Assert.Throws<ArgumentException>(() => new VoteTally([new("one", weight)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Members_BeyondTheBound_AreRefused()
    {
        VoteMember[] members = [.. Enumerable.Range(0, VoteTally.MostMembers + 1).Select(i => new VoteMember($"m{i}"))];
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoteTally(members));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VoteTally(members[..2], 3));
    }

    [Fact]
    public void Tier_ThatAgrees_IsAcceptedBeforeAllCame()
    {
        var tier = new AgreementTier([new("one"), new("two"), new("three")], 2.0 / 3);
        Assert.Equal(AgreementStep.Wait, tier.Count(0, "a"));
        Assert.Equal(AgreementStep.Accept, tier.Count(1, "a"));
    }

    [Fact]
    public void Tier_ThatCannotAgreeAnyMore_EscalatesBeforeAllCame()
    {
        var tier = new AgreementTier([new("one"), new("two"), new("three")], 1);
        Assert.Equal(AgreementStep.Wait, tier.Count(0, "a"));
        Assert.Equal(AgreementStep.Escalate, tier.Count(1, "b"));
    }

    [Fact]
    public void Tier_EarlyStep_IsTheOneAtTheEnd() => Gen.Select(s_votes.Where(v => v.Length is >= 2 and <= 5 && v.Any(x => x.Weight > 0)), Gen.Int[1, 20]).Sample((votes, share) =>
    {
        var tier = new AgreementTier(Members(votes), share / 20.0);
        AgreementStep? early = null;
        foreach (var member in Enumerable.Range(0, votes.Length).OrderBy(i => votes[i].Turn))
        {
            var step = tier.Count(member, s_keys[votes[member].Key]);
            Assert.True(early is null or AgreementStep.Wait || step == early);
            early = step;
        }

        Assert.NotEqual(AgreementStep.Wait, early);
    });

    private static VoteMember[] Members((double Weight, double Record, int Key, int Turn)[] votes) => [.. votes.Select((v, i) => new VoteMember($"m{i}", v.Weight, v.Record))];

    private static VoteTally Count((double Weight, double Record, int Key, int Turn)[] votes, IEnumerable<int> order)
    {
        var tally = new VoteTally(Members(votes));
        order.ToList().ForEach(m => tally.Count(m, s_keys[votes[m].Key]));
        return tally;
    }

    private static (string? Leader, double Agreement, bool IsDecided) Standing((double Weight, double Record, int Key, int Turn)[] votes, IEnumerable<int> order) =>
        Count(votes, order).Standing() is var standing ? (standing.Leader?.Key, Math.Round(standing.Agreement, 9), standing.IsDecided) : default;
}
