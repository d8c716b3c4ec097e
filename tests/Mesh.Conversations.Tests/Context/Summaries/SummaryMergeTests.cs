using CsCheck;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Context.Summaries;

namespace Mesh.Conversations.Tests.Context.Summaries;

public sealed class SummaryMergeTests
{
    [Fact]
    public void Statement_UnderAKeyThatIsThere_TakesItsPlace()
    {
        var summary = Merge(Merge(new ConversationSummary(), 1, ("city", "Oslo"), ("when", "May")), 2, ("CITY", "Bergen"));

        Assert.Equal(["Bergen", "May"], Holding(summary));
        Assert.Equal((2L, 2L), (summary.Revision, summary.Through));
    }

    [Fact]
    public void Statement_ThatNoLongerHolds_IsNotTold()
    {
        var summary = Merge(Merge(new ConversationSummary(), 1, ("which", "which week?")), 2, ("which", ""), ("unknown", ""));

        Assert.Empty(Holding(summary));
        Assert.Single(summary.Items);
    }

    [Fact]
    public void Turn_ThatIsTakenBack_TakesBackWhatRestsOnItAndWhatItReplacedHoldsAgain()
    {
        var summary = Merge(Merge(Merge(new ConversationSummary(), 1, ("city", "Oslo"), ("which", "which week?")), 2, ("city", "Bergen"), ("which", "")), 3, ("hotel", "Grand"));

        Assert.Equal(["Bergen", "Grand"], Holding(summary));
        Assert.Equal(["Bergen"], Holding(SummaryBranch.UpTo(summary, 2)));
        Assert.Equal(["Oslo", "which week?"], Holding(SummaryBranch.UpTo(summary, 1)));
        Assert.Equal(1, SummaryBranch.UpTo(summary, 1).Through);
        Assert.Empty(SummaryBranch.UpTo(summary, 0).Items);
    }

    [Fact]
    public void Covered_Turns_AreThoseOfTheBranchAndNoneBetween()
    {
        var summary = SummaryMerge.Apply(SummaryMerge.Apply(new ConversationSummary(), [], [1, 2]), [], [3, 7, 8]);

        Assert.Equal([new TurnRange(1, 3), new TurnRange(7, 8)], summary.Covered);
        Assert.Equal([true, true, false, true, false], new long[] { 1, 3, 5, 8, 9 }.Select(n => SummaryBranch.Covers(summary, n)));
    }

    [Fact]
    public void Items_BeyondTheBound_LoseWhatNoLongerHoldsFirstAndThenTheLeastNeededKind()
    {
        var full = SummaryMerge.Apply(
            new ConversationSummary(),
            [
                new SummaryUpdate(SummaryKind.Constraint, "must", "at most 5", [1]),
                new SummaryUpdate(SummaryKind.Entity, "who", "Ada", [1]),
                .. Enumerable.Range(2, SummaryBounds.MostItems - 2).Select(n => new SummaryUpdate(SummaryKind.Fact, $"f{n}", "so", [n])),
            ],
            [1]);
        full = SummaryMerge.Apply(full, [new SummaryUpdate(SummaryKind.Fact, "f9", "", [2])], [2]);

        var one = SummaryMerge.Apply(full, [new SummaryUpdate(SummaryKind.Goal, "g", "win", [3])], [3]);
        var two = SummaryMerge.Apply(one, [new SummaryUpdate(SummaryKind.Goal, "h", "win", [4])], [4]);

        Assert.Equal((SummaryBounds.MostItems, 0), (one.Items.Count, one.GivenUp));
        Assert.DoesNotContain(one.Items, i => i.Key == "f9");
        Assert.Equal((SummaryBounds.MostItems, 1), (two.Items.Count, two.GivenUp));
        Assert.DoesNotContain(two.Items, i => i.Key == "who");
        Assert.Contains(two.Items, i => i.Key == "must");
    }

    [Fact]
    public void Ranges_BeyondTheBound_LoseTheOldest()
    {
        var summary = SummaryMerge.Apply(new ConversationSummary(), [], [.. Enumerable.Range(1, SummaryBounds.MostRanges + 5).Select(n => n * 2L)]);

        Assert.Equal((SummaryBounds.MostRanges, 12L), (summary.Covered.Count, summary.Covered[0].First));
    }

    [Fact]
    public void Branch_ThatForksAnywhere_HoldsWhatASummaryOfItsOwnWouldHold() => Gen
        .Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3]).Array[1, 3].Array[1, 12], Gen.Int[0, 12])
        .Sample((turns, fork) =>
        {
            var (summary, expected) = (new ConversationSummary(), new ConversationSummary());
            foreach (var (i, said) in turns.Index())
            {
                (string, string)[] updates = [.. said.Select(s => ($"k{s.Item1}", s.Item2 == 0 ? "" : $"v{s.Item2}"))];
                summary = Merge(summary, i + 1, updates);
                expected = i < fork ? summary : expected;
            }

            // A key that was changed more often than is kept may lose what it was; it never says what is not so on the branch.
            Assert.Subset(Holding(expected).ToHashSet(), Holding(SummaryBranch.UpTo(summary, fork)).ToHashSet());
            if (turns.Length * 3 <= SummaryBounds.MostStatements)
            {
                Assert.Equal(Holding(expected), Holding(SummaryBranch.UpTo(summary, fork)));
            }
        });

    private static ConversationSummary Merge(ConversationSummary summary, long turn, params (string Key, string Text)[] updates) =>
        SummaryMerge.Apply(summary, [.. updates.Select(u => new SummaryUpdate(SummaryKind.Fact, u.Key, u.Text, [turn]))], [turn]);

    private static string[] Holding(ConversationSummary summary) => [.. summary.Items.Select(i => i.Current.Text).Where(t => t.Length > 0)];
}
