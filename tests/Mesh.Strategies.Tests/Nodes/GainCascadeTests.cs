using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;
using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>Cascades of which it was learned when the next tier gains something.</summary>
public sealed class GainCascadeTests
{
    private const string Question = "6 times 7?";
    private static readonly MemberScale s_scale = new([0.6, 0.7, 0.9], 20, [3, 3.5, 5], [3, 3, 3], 2, 1);

    private readonly PlanRig _rig = new();

    public GainCascadeTests()
    {
        Says("a", "42");
        Says("b", "It is 42.");
        Says("c", "43");
        _rig.Models.Learned["g"] = Agreeing(votes: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tiers_ThatAgree_AreEnoughAndTheLastOfThemGivesItsWords(bool streaming)
    {
        var answer = _rig.Answer(Of(), PlanRig.Ask(Question, streaming));

        Assert.Equal(("It is 42.", "b"), (answer.Text, answer.Model));
        Assert.Equal(["a", "b"], _rig.Models.Names);
        Assert.Contains("after tiers[1]: the last tier is expected to gain", answer.Report.Note, StringComparison.Ordinal);
        Assert.Equal([false, true], answer.Report.Nodes.Select(n => n.Used).Take(2));
        Assert.Equal(answer.Report.CostUsd, answer.Report.Nodes.Sum(n => n.CostUsd));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tiers_ThatDiffer_AskTheLastOne(bool streaming)
    {
        Says("b", "It is 41.");

        var answer = _rig.Answer(Of(), PlanRig.Ask(Question, streaming));

        Assert.Equal(("43", "c"), (answer.Text, answer.Model));
        Assert.Equal(["a", "b", "c"], _rig.Models.Names);
    }

    [Fact]
    public void Last_WhoseAnswerIsOneVote_DecidesWithTheOthers()
    {
        Says("b", "41");
        Says("c", "I get 42");
        _rig.Models.Learned["g"] = Agreeing(votes: true);
        Assert.Equal("I get 42", _rig.Answer(Of(), PlanRig.Ask(Question)).Text);

        // Two of little weight against one: 6.5 to 5.
        Says("a", "41");
        _rig.Models.Learned["g"] = Agreeing(votes: true) with { Stages = [GainSignals.OfAgreement(1, 1), GainSignals.OfAgreement(1, 1)] };
        Assert.Equal("41", _rig.Answer(Of(), PlanRig.Ask(Question)).Text);
    }

    [Fact]
    public void Tier_ThatFails_IsLeftOut()
    {
        Fails("a");
        var answer = _rig.Answer(Of(), PlanRig.Ask(Question));

        Assert.Equal("43", answer.Text);
        Assert.Contains("tiers[0] failed", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Last_ThatFails_LeavesWhatLeadsBefore()
    {
        Says("b", "41");
        Fails("c");
        Assert.Equal("41", _rig.Answer(Of(), PlanRig.Ask(Question)).Text);

        Fails("a");
        Fails("b");
        Assert.Throws<MeshException>(() => _rig.Answer(Of(), PlanRig.Ask(Question)));
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Artefact_ThatIsNotHere_OrOfOtherTiers_LeavesTheLastOne()
    {
        _rig.Models.Learned["g"] = _rig.Models.Learned["g"] with { Members = [0], Last = 1 };
        Assert.Equal("c", _rig.Answer(Of(), PlanRig.Ask(Question)).Model);

        _rig.Models.Learned.Clear();
        var answer = _rig.Answer(Of(), PlanRig.Ask(Question));
        Assert.Equal("c", answer.Model);
        Assert.Contains("'g' is not here", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Tier_ThatCallsATool_IsTaken()
    {
        _rig.Models["a"] = new ScriptedModel { Events = _ => [new ToolCallDelta(0, 0, "id", "weather", "{}"), new ChoiceFinished(0, "tool_calls")] };

        Assert.Equal("a", _rig.Answer(Of(), PlanRig.Ask(Question)).Model);
    }

    [Fact]
    public void Artefact_ThatIsWrittenAndRead_IsTheSame()
    {
        var fitted = new GainCascade([3, 1], 0, true, [GainSignals.OfAgreement(0.5, 2), GainSignals.OfAgreement(-1, 2)], 0.04, new MemberScale([0.9, 0.7, 0.1, 0.6], 12, [5, 3, 1, 2], [1, 2, 3, 4], 2, 1), SkipOver: 1);

        var read = GainArtifact.FromJson(GainArtifact.Of(fitted, DateTimeOffset.UnixEpoch).ToJson());

        Assert.Equal([0, 1], read.Cascade.Members);
        Assert.Equal((2, true, 0.04, 1.0), (read.Cascade.Last, read.Cascade.Votes, read.Cascade.Threshold, read.Cascade.SkipOver));
        Assert.Equal(fitted.Stages, read.Cascade.Stages);
        Assert.Equal([0.6, 0.7, 0.9], read.Cascade.Scale.Accuracies);
        Assert.Equal([4.0, 2, 1], read.Cascade.Scale.Lengths);
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "version 1")]
    [InlineData("\"members\":2", "\"members\":3", "don't fit")]
    [InlineData("\"stages\":[[", "\"stages\":[[1,", "don't fit")]
    [InlineData("\"stages\":[[", "\"stages\":[null,[", "don't fit")]
    [InlineData("\"scale\":", "\"scale\":[", "no whole JSON document")]
    public void Artefact_ThatIsNoGood_IsRefusedWithTheMend(string part, string instead, string why)
    {
        var json = GainArtifact.Of(Agreeing(false), DateTimeOffset.UnixEpoch).ToJson().Replace(part, instead, StringComparison.Ordinal);

        Assert.Contains(why, Assert.Throws<FormatException>(() => GainArtifact.FromJson(json)).Message, StringComparison.Ordinal);
    }

    private static GainCascade Agreeing(bool votes) => AgreementRules.Of([0, 1], 2, s_scale).Single(c => c.Votes == votes);

    private static CascadeEntry Of() =>
        new([new CascadeTier(PlanRig.Model("a"), null), new CascadeTier(PlanRig.Model("b"), null), new CascadeTier(PlanRig.Model("c"), null)]) { Gains = "g" };

    private void Says(string name, string text) => _rig.Models[name] = new ScriptedModel { Says = _ => text };

    private void Fails(string name) => _rig.Models[name] = new ScriptedModel { Fails = () => new MeshException(MeshErrorCode.UpstreamFailed, "down", "It is down.") };
}
