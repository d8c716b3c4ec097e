using Mesh.Contracts.Plans;
using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class CascadeScorerTests
{
    private const string Sum = "He has 12 + 13 = 25 stones.";
    private const string WrongSum = "He has 12 + 13 = 24 stones.";
    private readonly PlanRig _rig = new();

    public CascadeScorerTests()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Sum };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "25 stones." };
    }

    [Theory]
    [InlineData(Sum, "weak")]
    [InlineData(WrongSum, "strong")]
    public void Answer_IsJudgedByWhatWasLearned(string said, string model)
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => said };
        _rig.Models.Scorers["sums"] = Made(logOdds: 3, ofWrongSums: -6);

        var answer = _rig.Answer(Of([TierSource.Scorer], 0.7), PlanRig.Ask("Tom has 12 stones and finds 13 more. How many has he?"));

        Assert.Equal(model, answer.Model);
        Assert.Contains(said == Sum ? "scorer 0.95" : "scorer 0.05", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_IsJudgedTogetherWithOtherSources_AndTheirCapsHold()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => WrongSum };
        _rig.Models.Scorers["sums"] = Made(logOdds: 4, ofWrongSums: 0);

        var answer = _rig.Answer(Of([TierSource.Checks, TierSource.Scorer], 0.5), PlanRig.Ask("Tom has 12 stones and finds 13 more. How many has he?"));

        Assert.Equal("strong", answer.Model);
        Assert.Contains("scorer 0.98", answer.Report.Note, StringComparison.Ordinal);
        Assert.Contains("checks at most 0.30", answer.Report.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "weak")]
    [InlineData(false, "strong")]
    public void Scorer_ThatIsNotLoaded_SaysNothing(bool others, string model)
    {
        var answer = _rig.Answer(Of(others ? [TierSource.Checks, TierSource.Scorer] : [TierSource.Scorer], 0.7), PlanRig.Ask("Tom has 12 stones and finds 13 more. How many has he?"));

        Assert.Equal(model, answer.Model);
        Assert.DoesNotContain("scorer", answer.Report.Note, StringComparison.Ordinal);
    }

    private static CascadeEntry Of(IReadOnlyList<TierSource> sources, double least) =>
        new([new CascadeTier(PlanRig.Model("weak"), new TierAccept { Confidence = least, Sources = sources, Scorer = "sums" }), new CascadeTier(PlanRig.Model("strong"), null)]);

    // Its trees say what its regression says of an answer without a fault.
    private static LearnedScorer Made(float logOdds, float ofWrongSums)
    {
        var weights = new float[ScorerFeatures.Count];
        weights[(int)AnswerCheck.WrongSum] = ofWrongSums;
        var (right, wrong) = (Sigmoid(logOdds), Sigmoid(logOdds + ofWrongSums));
        var trees = new RegressionTrees([0], [(short)AnswerCheck.WrongSum, -1, -1], [0.5f, right, wrong], [1, 0, 0], 0);
        return new LearnedScorer(new ScorerParts(new LinearScore(weights, logOdds), trees, 1, 0, null, null));
    }

    private static float Sigmoid(float logOdds) => 1 / (1 + MathF.Exp(-logOdds));
}
