using Mesh.Contracts.Routing;
using Mesh.Grains.Learning;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Tests.Learning;

public sealed class JudgedWalksTests
{
    [Theory]
    [InlineData(1.0, true, 1.0)]
    [InlineData(1.0, false, 0.0)]
    [InlineData(0.2, true, 0.2)]
    [InlineData(0.2, false, null)]
    [InlineData(1.0, null, null)]
    public void EarlierTier_IsAsRightAsTheAnswerWhereItSaidTheSame_AndWrongWhereAnotherIsRight(double score, bool? same, double? quality)
    {
        var walks = new JudgedWalks([Walk(same)]);

        walks.Judge(null, score);

        Assert.Equal([quality, score], Assert.Single(walks.Record()).Tiers.Select(t => t.Quality));
    }

    [Fact]
    public void Tier_OfWhoseCallSomethingIsSaid_CountsByThat_InAnyOrder()
    {
        var (first, last) = (new JudgedWalks([Walk(null)]), new JudgedWalks([Walk(null)]));
        first.Judge("d-weak", 0.75);
        Assert.Equal([0.75, null], Assert.Single(first.Record()).Tiers.Select(t => t.Quality));
        first.Judge(null, 1);
        last.Judge(null, 1);
        last.Judge("d-weak", 0.75);

        Assert.All([first, last], w => Assert.Equal([0.75, 1.0], Assert.Single(w.Record()).Tiers.Select(t => t.Quality)));
        Assert.Equal(Assert.Single(first.Record()).Walk, Assert.Single(first.Record()).Walk);
        Assert.Equal(["d-weak", "d-strong"], first.Calls);
    }

    [Fact]
    public void Tier_WithoutAUsableAnswer_IsWrongWhateverIsSaid()
    {
        var walks = new JudgedWalks([Walk(null, new ConfidencePart("checks", 0, 0, Caps: true, "it is empty"))]);

        walks.Judge(null, 0);

        Assert.Equal(0, Assert.Single(walks.Record()).Tiers[0].Quality);
    }

    [Fact]
    public void Record_HoldsWhatEachSourceSaidAndNoText()
    {
        var recorded = Assert.Single(new JudgedWalks([Walk(true, new ConfidencePart("checks", 0.3, 1, Reason: "a sum doesn't come out"))]).Record());

        Assert.Equal(("r", true), (recorded.Cascade, recorded.Audited));
        Assert.Equal([new RecordedPart("checks", 0.3, 1, false)], recorded.Tiers[0].Parts);
        Assert.Equal(0.3, recorded.Tiers[0].Confidence!.Value, 6);
        Assert.Equal((false, 0.5m, 8), (recorded.Tiers[0].Accepted, recorded.Tiers[0].CostUsd, recorded.Tiers[0].Features.Length));
        Assert.Null(recorded.Tiers[1].Confidence);
    }

    private static CascadeWalk Walk(bool? same, params ConfidencePart[] parts) => new("r", true, 1,
    [
        new WalkedTier(0, "d-weak", "weak", AnswerConfidence.Of(parts), false, [1, 2]) { SaysTheSame = same, CostUsd = 0.5m },
        new WalkedTier(1, "d-strong", "strong", null, true, []) { SaysTheSame = true, CostUsd = 2 },
    ]);
}
