using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>What is recorded of walks through cascades.</summary>
public sealed class CascadeWalkTests
{
    private const string Asked = "Tom has 12 stones and finds 13 more. How many stones has he?";
    private readonly PlanRig _rig = new();

    public CascadeWalkTests()
    {
        _rig.Models.Records = true;
        Says("weak", "12 + 13 = 25\n#### 25");
        Says("strong", "#### 25");
        Says("other", "Maybe 25.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Walk_ThatIsAccepted_TellsItsTierAlone(bool streaming)
    {
        _rig.Answer(Of(), PlanRig.Ask(Asked, streaming));

        var walk = Assert.Single(_rig.Models.Walks);
        var tier = Assert.Single(walk.Tiers);
        Assert.Equal(("r", false, 0), (walk.Cascade, walk.Audited, walk.Given));
        Assert.Equal((0, "weak", true, true), (tier.At, tier.Model, tier.Accepted, tier.SaysTheSame));
        Assert.Equal(0.8, tier.Judged!.Value!.Value, 3);
        Assert.Equal(ScorerFeatures.Count, tier.Features.Length);
        Assert.True(tier.CostUsd > 0);
    }

    [Theory]
    [InlineData("12 + 13 = 24\n#### 24", true, false)]
    [InlineData("12 + 13 = 24\n#### 25", true, true)]
    [InlineData("He has rather more of them than he thought he had before he sat down by the river and began to count.", true, null)]
    [InlineData("12 + 13 = 24\n#### 24", false, false)]
    public void Walk_ThatGoesOn_TellsWhetherTheFirstTierSaidTheSame(string said, bool streaming, bool? same)
    {
        Says("weak", said);

        _rig.Answer(Of(), PlanRig.Ask(Asked, streaming));

        var walk = Assert.Single(_rig.Models.Walks);
        Assert.Equal(1, walk.Given);
        Assert.Equal([("weak", false, same), ("strong", true, true)], walk.Tiers.Select(t => (t.Model, t.Accepted, t.SaysTheSame)));
        Assert.Null(walk.Tiers[1].Judged);
        Assert.Empty(walk.Tiers[1].Features);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Walk_ThatIsAudited_GoesThroughAllTiersAndGivesTheLastOnes(bool streams)
    {
        var answer = _rig.Answer(Of() with { Audit = 1, Streams = streams }, PlanRig.Ask(Asked).Accepting(CallerSignals.Reset));

        Assert.Equal("strong", answer.Model);
        Assert.Contains("sure enough, and audited", answer.Report.Note, StringComparison.Ordinal);
        var walk = Assert.Single(_rig.Models.Walks);
        Assert.True(walk.Audited);
        Assert.Equal([(true, true), (true, true)], walk.Tiers.Select(t => (t.Accepted, t.SaysTheSame is true)));
    }

    [Fact]
    public void Audit_WhereNothingIsRecorded_CostsNothing()
    {
        _rig.Models.Records = false;

        Assert.Equal("weak", _rig.Answer(Of() with { Audit = 1 }, PlanRig.Ask(Asked)).Model);
        Assert.Empty(_rig.Models.Walks);
    }

    [Fact]
    public void Walk_WhoseFirstTierStreamedAndStayed_IsRecorded()
    {
        _rig.Answer(Of() with { Streams = true }, PlanRig.Ask(Asked).Accepting(CallerSignals.Reset));

        Assert.Equal(["weak"], Assert.Single(_rig.Models.Walks).Tiers.Select(t => t.Model));
    }

    [Fact]
    public void Walks_OfCascadesInsideOfOneAnother_AreRecordedWhereTheirWordsWereGiven()
    {
        var inner = Of() with { Label = "inner" };
        _rig.Answer(new CascadeEntry([new CascadeTier(inner, new TierAccept { Confidence = 0.5 }), new CascadeTier(PlanRig.Model("other"), null)]), PlanRig.Ask(Asked));

        Assert.Equal(["r/inner", "r"], _rig.Models.Walks.Select(w => w.Cascade));
    }

    [Fact]
    public void Walk_WhoseWordsWereNotGiven_IsNotRecorded()
    {
        Says("weak", "I don't know.");
        Says("strong", "I don't know.");

        _rig.Answer(new CascadeEntry([new CascadeTier(Of() with { Label = "inner" }, new TierAccept { Confidence = 0.5, Sources = [TierSource.Checks] }), new CascadeTier(PlanRig.Model("other"), null)]), PlanRig.Ask(Asked));

        Assert.Equal(["r"], _rig.Models.Walks.Select(w => w.Cascade));
    }

    [Fact]
    public void Cost_OfATierHoldsItsJudgesToo()
    {
        var judged = new CascadeEntry([new CascadeTier(PlanRig.Model("weak"), new TierAccept { Confidence = 0.5, Sources = [TierSource.Checks, TierSource.Verify], Judge = PlanRig.Model("other") }), new CascadeTier(PlanRig.Model("strong"), null)]);

        var answer = _rig.Answer(judged, PlanRig.Ask(Asked));

        Assert.Equal(answer.Account.CostUsd, Assert.Single(_rig.Models.Walks).Tiers.Sum(t => t.CostUsd));
        Assert.Equal(["weak", "other"], _rig.Models.Names);
    }

    private void Says(string model, string text) => _rig.Models[model] = new ScriptedModel { Says = _ => text };

    private static CascadeEntry Of() => new([new CascadeTier(PlanRig.Model("weak"), new TierAccept { Confidence = 0.7, Sources = [TierSource.Checks] }), new CascadeTier(PlanRig.Model("strong"), null)]);
}
