using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class SelectNodeTests
{
    private readonly PlanRig _rig = new();

    public SelectNodeTests()
    {
        _rig.Models["quick"] = new ScriptedModel { Says = _ => "from quick", Seconds = 1 };
        _rig.Models["slow"] = new ScriptedModel { Says = _ => "from slow", Seconds = 9 };
    }

    [Theory]
    [InlineData(Prefer.Best, "from slow")]
    [InlineData(Prefer.Fast, "from quick")]
    public void Option_WithTheBestUtility_IsAskedAlone(Prefer prefer, string text)
    {
        var answer = _rig.Answer(Of() with { Prefer = prefer }, PlanRig.Ask("hello"));

        Assert.Equal((text, 0), (answer.Text, _rig.Models.Open));
        Assert.Single(_rig.Models.Names);
        Assert.True(answer.Report.Nodes[0].Used);
        Assert.Equal(answer.Report.CostUsd, answer.Report.Nodes[0].CostUsd);
        Assert.Contains("slow: quality 0.90", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_InPlaceOfAPreference_Decide() =>
        Assert.Equal("from quick", _rig.Answer(Of() with { Weights = new UtilityWeights(1, 0, 1, 0) }, PlanRig.Ask("hello", streaming: false)).Text);

    [Fact]
    public void Option_ThatTakesLongerThanIsLeft_IsNotTheFirst() =>
        Assert.Equal("from quick", _rig.Answer(Of() with { Prefer = Prefer.Best }, PlanRig.Ask("hello"), deadline: TimeSpan.FromSeconds(5)).Text);

    [Fact]
    public void Option_OfWhichNobodyCouldAnswer_IsTheLast()
    {
        _rig.Models["slow"] = new ScriptedModel { Excluded = Exclusion.Unhealthy };

        var answer = _rig.Answer(Of() with { Prefer = Prefer.Best }, PlanRig.Ask("hello"));

        Assert.Equal("from quick", answer.Text);
        Assert.EndsWith("slow: nobody could answer", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Option_ThatFails_IsReplacedByTheNextBest()
    {
        _rig.Models["slow"] = new ScriptedModel { Fails = () => Faults.Upstream("overload"), Seconds = 9 };

        var answer = _rig.Answer(Of() with { Prefer = Prefer.Best }, PlanRig.Ask("hello"));

        Assert.Equal("from quick", answer.Text);
        Assert.Equal([(NodeState.Failed, "overload"), (NodeState.Done, null)], answer.Report.Nodes.Select(n => (n.State, n.Error)));
    }

    [Fact]
    public void Seconds_OfNodesUnderAnOption_AddUpAlongTheirWay()
    {
        _rig.Models["slow"] = new ScriptedModel { Seconds = 2 };
        var chain = new PipelineEntry([new PipelineStep("one", PlanRig.Model("slow")), new PipelineStep("two", new FallbackEntry([PlanRig.Model("slow"), PlanRig.Model("slow")]))]);

        var answer = _rig.Answer(new SelectEntry([new SelectOption("quick", PlanRig.Model("quick")), new SelectOption("chain", chain)]) { Prefer = Prefer.Fast }, PlanRig.Ask("hello"));

        Assert.Equal("from quick", answer.Text);
        Assert.Matches("chain: quality 0.00, 0.000618 USD, 4.0 s$", answer.Report.Note);
    }

    [Theory]
    [InlineData(0, "0.000618 USD, 4.0 s")]
    [InlineData(0.75, "0.000386 USD, 2.5 s")]
    public void Cascade_IsForecastByHowOftenItsTiersAreAccepted(double accepted, string forecast)
    {
        _rig.Models["slow"] = new ScriptedModel { Seconds = 2 };
        var cascade = new CascadeEntry([new CascadeTier(PlanRig.Model("slow"), new TierAccept { Accepted = accepted }), new CascadeTier(PlanRig.Model("slow"), null)]);

        var answer = _rig.Answer(new SelectEntry([new SelectOption("quick", PlanRig.Model("quick")), new SelectOption("chain", cascade)]) { Prefer = Prefer.Fast }, PlanRig.Ask("hello"));

        Assert.EndsWith(forecast, answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_InsideAFallbackAndAroundAPipeline_Answers()
    {
        var chain = new SelectOption("chain", new PipelineEntry([new PipelineStep("one", PlanRig.Model("quick")), new PipelineStep("two", PlanRig.Model("slow"))])) { Quality = Chat(1) };

        var answer = _rig.Answer(new FallbackEntry([new SelectEntry([new SelectOption("quick", PlanRig.Model("quick")), chain]) { Prefer = Prefer.Best }]), PlanRig.Ask("hello"));

        Assert.Equal("from slow", answer.Text);
    }

    [Fact]
    public void Option_ThatTakesLessThanItsPartsAddUpTo_IsForecastByWhatItTook()
    {
        _rig.Models["slow"] = new ScriptedModel { Says = _ => "from slow", Seconds = 90 };
        var plan = new SelectEntry([new SelectOption("slow", PlanRig.Model("slow")) { Quality = Chat(0.9) }]);

        Assert.EndsWith("90.0 s", _rig.Answer(plan, PlanRig.Ask("hello")).Report.Note, StringComparison.Ordinal);

        // It took no time at all: three parts forecast and one of nothing.
        var next = _rig.Answer(plan, PlanRig.Ask("hello"));
        Assert.EndsWith("67.5 s", next.Report.Note, StringComparison.Ordinal);
        Assert.Equal("select r/slow", next.Report.CountsAs);
    }

    [Fact]
    public void Plan_ThatACallerSent_IsNeitherLearnedFromNorForecastByThePast()
    {
        var plan = new SelectEntry([new SelectOption("slow", PlanRig.Model("slow"))]);
        var ask = PlanRig.Ask("hello");
        _rig.Answer(plan, ask);

        for (var i = 0; i < 2; i++)
        {
            var answer = _rig.Answer(plan, new ChatTask(ask.Query, ask.Request, ask.Streaming) { Plan = plan });
            Assert.EndsWith("9.0 s", answer.Report.Note, StringComparison.Ordinal);
            Assert.Null(answer.Report.CountsAs);
        }
    }

    [Fact]
    public void Budget_ThatPaysForNoOption_EndsBeforeAnyCall()
    {
        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of(), PlanRig.Ask("hello"), maxUsd: 0.000001m));

        Assert.Equal("plan_budget", fault.Error.Reason);
        Assert.Empty(_rig.Models.Names);
    }

    [Fact]
    public void Cancellation_WhileAnOptionAnswers_LeavesNothingOpen()
    {
        using var gone = new CancellationTokenSource(TimeSpan.FromSeconds(1), _rig.Time);
        _rig.Models["slow"] = new ScriptedModel { First = TimeSpan.FromMinutes(1), Seconds = 9 };

        Assert.ThrowsAny<OperationCanceledException>(() => _rig.Answer(Of() with { Prefer = Prefer.Best }, PlanRig.Ask("hello"), cancellationToken: gone.Token));

        Assert.Equal((1, 0), (_rig.Models.Asked.Count, _rig.Models.Open));
    }

    private static SelectEntry Of() => new([new SelectOption("quick", PlanRig.Model("quick")) { Quality = Chat(0.5) }, new SelectOption("slow", PlanRig.Model("slow")) { Quality = Chat(0.9) }]);

    private static Dictionary<string, double> Chat(double quality) => TaskClasses.BuiltIn.ToDictionary(t => t, _ => quality);
}
