using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class RuleNodeTests
{
    private readonly PlanRig _rig = new();

    public RuleNodeTests() => _rig.Models["m"] = new ScriptedModel { Says = _ => "A model says this." };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Request_ThatARuleMatches_IsAnsweredWithoutAModel(bool streaming)
    {
        var answer = _rig.Answer(Rules(), PlanRig.Ask("What are your hours?", streaming));

        Assert.Equal(("Nine to five.", "rule:hours", "stop"), (answer.Text, answer.Model, answer.Finish));
        Assert.Equal((0m, 0L), (answer.Account.CostUsd, answer.Usage!.Input));
        Assert.Equal("rule:hours", answer.Report.Note);
        Assert.Empty(_rig.Models.Asked);
    }

    [Fact]
    public void Request_ThatNoRuleMatches_IsAnsweredByWhatStandsBeside()
    {
        var answer = _rig.Answer(Rules() with { Else = PlanRig.Model("m") }, PlanRig.Ask("Why?"));

        Assert.Equal("A model says this.", answer.Text);
        Assert.Equal(("no rule matches", "else", true), (answer.Report.Note, answer.Report.Nodes[0].Place, answer.Report.Nodes[0].Used));
    }

    [Fact]
    public void Request_ThatNoRuleMatches_GoesOnToTheNextOfAFallback()
    {
        var answer = _rig.Answer(new FallbackEntry([Rules(), PlanRig.Model("m")]), PlanRig.Ask("Why?"));

        Assert.Equal("A model says this.", answer.Text);
        Assert.Equal("no_rule_matches", answer.Report.Nodes[0].Error);
    }

    [Fact]
    public void Request_ThatNoRuleMatches_AndNobodyElseAnswers_IsRefusedWithTheMend()
    {
        var refused = Assert.Throws<MeshException>(() => _rig.Answer(Rules(), PlanRig.Ask("Why?")));

        Assert.Equal("no_rule_matches", refused.Error.Reason);
        Assert.Contains("'else'", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_InsideOfACascadeInsideOfAnEnsemble_Answers()
    {
        var cascade = new CascadeEntry([new CascadeTier(Rules(), new TierAccept { Confidence = 0.5 }), new CascadeTier(PlanRig.Model("m"), null)]);

        var answer = _rig.Answer(new EnsembleEntry([cascade, cascade, PlanRig.Model("m")]), PlanRig.Ask("What are your hours?"));

        Assert.Equal("Nine to five.", answer.Text);
        Assert.Equal(["m"], _rig.Models.Names);
    }

    private static RuleEntry Rules() => new([new AnswerRule { Name = "hours", Exact = ["what are your hours"], Text = "Nine to five." }]);
}
