using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class CascadeNodeTests
{
    private const string Good = "The capital of France is Paris.";
    private const string Doubtful = "I think it is probably Paris, but I am not sure.";

    private readonly PlanRig _rig = new();

    public CascadeNodeTests()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Good };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is." };
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void First_ThatIsSureEnough_IsTheAnswerAndTheOnlyOneAsked(bool streaming)
    {
        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.8 }), PlanRig.Ask("What is the capital of France?", streaming));

        Assert.Equal((Good, "weak", "stop"), (answer.Text, answer.Model, answer.Finish));
        Assert.Equal(["weak"], _rig.Models.Names);
        Assert.StartsWith("tiers[0] accepted: 0.80 of 0.80", answer.Report.Note, StringComparison.Ordinal);
        Assert.True(answer.Report.Nodes[0].Used);
        Settled(answer);
    }

    [Theory]
    [InlineData(Doubtful)]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("")]
    public void First_ThatIsNotSureEnough_IsReplacedByTheNext(string said)
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => said };

        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.8 }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal(("Paris it is.", "strong"), (answer.Text, answer.Model));
        Assert.Equal([false, true], answer.Report.Nodes.Select(n => n.Used));
        Assert.StartsWith("tiers[0] not accepted", answer.Report.Note, StringComparison.Ordinal);
        Assert.DoesNotContain("Paris", answer.Report.Note, StringComparison.Ordinal);
        Settled(answer);
    }

    [Fact]
    public void First_ThatWasCut_IsNotAccepted()
    {
        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.8 }), PlanRig.Ask("What is the capital of France?", settings: new ChatSettings { MaxOutputTokens = 4 }));

        Assert.Equal("strong", answer.Model);
        Assert.Contains("it is cut", answer.Report.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code", "strong")]
    [InlineData("chat", "weak")]
    [InlineData(null, "weak")]
    public void Threshold_OfTheTasksClass_HoldsInPlaceOfTheUsualOne(string? kind, string model)
    {
        var task = PlanRig.Ask("What is the capital of France?");
        var plan = Of(new TierAccept { Confidence = 0.5, ByTask = new Dictionary<string, double> { ["code"] = 0.95 } });

        Assert.Equal(model, _rig.Answer(plan, task.Asking(task.Query with { Task = kind })).Model);
    }

    [Theory]
    [InlineData("""{"city":"Paris"}""", "weak")]
    [InlineData("""{"town":"Paris"}""", "strong")]
    [InlineData("Paris", "strong")]
    public void Form_ThatIsAskedFor_MustBeKept(string said, string model)
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => said };
        var asked = PlanRig.Ask("Which city?");
        var form = new ResponseFormat(ResponseFormatKind.JsonSchema, "city", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

        Assert.Equal(model, _rig.Answer(Of(new TierAccept { Confidence = 0.8 }), new ChatTask(asked.Query, asked.Request with { ResponseFormat = form }, streaming: true)).Model);
    }

    [Theory]
    [InlineData("{\"place\":\"Paris\"}", "weak")]
    [InlineData("{\"place\":", "strong")]
    public void ToolCall_IsAcceptedWhereItsArgumentsAreJson(string arguments, string model)
    {
        _rig.Models["weak"] = new ScriptedModel { Events = _ => [new ToolCallDelta(0, 0, "c", "find", arguments), new ChoiceFinished(0, "tool_calls")] };

        Assert.Equal(model, _rig.Answer(Of(new TierAccept { Confidence = 0.8 }), PlanRig.Ask("Find it.")).Model);
    }

    [Theory]
    [InlineData(-0.05, "weak")]
    [InlineData(-1.5, "strong")]
    public void Logprobs_AreAskedForAndJudged_AndTheCallerGetsNone(double logprob, string model)
    {
        _rig.Models["weak"] = new ScriptedModel
        {
            Events = r => r.Settings.Logprobs == true ? [new TextDelta(0, Good), new LogprobsDelta(0, FormattableString.Invariant($$"""{"content":[{"token":"Paris","logprob":{{logprob}}}]}"""))] : [new TextDelta(0, "none asked")],
        };

        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.7, Sources = [TierSource.Logprobs] }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal(model, answer.Model);
        Assert.DoesNotContain(answer.Frames, f => f.Read().Any(e => e is LogprobsDelta));
        Assert.Null(_rig.Models.Asked.FirstOrDefault(a => a.Model == "strong")?.Task.Request.Settings.Logprobs);
    }

    [Fact]
    public void Logprobs_OfAModelThatTellsNone_AreNotAskedFor()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Good, Lacks = Contracts.Catalog.ModelCapabilities.Logprobs };

        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.8, Sources = [TierSource.Checks, TierSource.Logprobs] }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal("weak", answer.Model);
        Assert.Null(_rig.Models.Asked[0].Task.Request.Settings.Logprobs);
    }

    [Theory]
    [InlineData("The capital is Paris.", "weak")]
    [InlineData("Lyon and its two rivers, by far.", "strong")]
    public void Samples_ThatSayAnother_EndInTheNextTier(string other, string model)
    {
        var times = 0;
        _rig.Models["weak"] = new ScriptedModel { Says = _ => times++ == 0 ? "The capital is Paris." : other };

        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.9, Samples = 3 }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal(model, answer.Model);
        Assert.Equal(["tiers[0]", "tiers[0].samples[0]", "tiers[0].samples[1]", "tiers[0].samples[2]"], answer.Report.Nodes.Select(n => n.Place).Take(4));
        Settled(answer);
    }

    [Theory]
    [InlineData("It holds.\nyes", "weak")]
    [InlineData("It is wrong.\nno", "strong")]
    public void Judge_ThatIsAsked_DecidesWithTheChecks(string verdict, string model)
    {
        _rig.Models["judge"] = new ScriptedModel { Says = _ => verdict };

        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.8, Sources = [TierSource.Checks, TierSource.Verify], Judge = PlanRig.Model("judge") }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal(model, answer.Model);
        Assert.Contains(Good, _rig.Models.Asked[1].Prompt, StringComparison.Ordinal);
        Assert.Equal("tiers[0].verify", answer.Report.Nodes[1].Place);
        Settled(answer);
    }

    [Fact]
    public void Judge_OfAnAnswerThatIsLostAlready_IsNotPaidFor()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "I don't know." };

        _rig.Answer(Of(new TierAccept { Confidence = 0.8, Sources = [TierSource.Checks, TierSource.Verify] }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal(["weak", "strong"], _rig.Models.Names);
    }

    [Fact]
    public void Judge_ThatFails_SaysNothing()
    {
        _rig.Models["judge"] = new ScriptedModel { Fails = () => Faults.Upstream() };

        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0.8, Sources = [TierSource.Checks, TierSource.Verify], Judge = PlanRig.Model("judge") }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal("weak", answer.Model);
    }

    [Fact]
    public void Source_ThatSaysNothing_LetsNothingThrough()
    {
        var answer = _rig.Answer(Of(new TierAccept { Confidence = 0, Sources = [TierSource.Agreement] }), PlanRig.Ask("What is the capital of France?"));

        Assert.Equal("strong", answer.Model);
        Assert.Contains("unknown of 0.00 (no source says anything)", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Confidence_OfATierThatIsACascade_IsWhatItReports()
    {
        var inner = new CascadeEntry([new CascadeTier(PlanRig.Model("weak"), new TierAccept { Confidence = 0.5 }), new CascadeTier(PlanRig.Model("strong"), null)]);
        _rig.Models["best"] = new ScriptedModel();
        var plan = new CascadeEntry([new CascadeTier(inner, new TierAccept { Confidence = 0.85, Sources = [TierSource.Agreement] }), new CascadeTier(PlanRig.Model("best"), null)]);

        var answer = _rig.Answer(plan, PlanRig.Ask("What is the capital of France?"));

        Assert.Equal("best", answer.Model);
        Assert.Contains("agreement 0.80", answer.Report.Note, StringComparison.Ordinal);
        Settled(answer);
    }

    [Theory]
    [InlineData("42", "It is 42.", "weak")]
    [InlineData("42", "It is 41.", "best")]
    public void Tier_OfWhichAllMustAgree_IsAcceptedWhenTheyDo(string one, string other, string model)
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => one };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => other };
        _rig.Models["best"] = new ScriptedModel { Says = _ => "43" };
        var tier = new EnsembleEntry([PlanRig.Model("weak"), PlanRig.Model("strong")]);
        var plan = new CascadeEntry([new CascadeTier(tier, new TierAccept { Confidence = 1, Sources = [TierSource.Agreement] }), new CascadeTier(PlanRig.Model("best"), null)]);

        Assert.Equal(model, _rig.Answer(plan, PlanRig.Ask("6 times 7?")).Model);
    }

    internal static CascadeEntry Of(TierAccept accept, bool streams = false, bool early = false) =>
        new([new CascadeTier(PlanRig.Model("weak"), accept), new CascadeTier(PlanRig.Model("strong"), null)]) { Streams = streams, StartEarly = early };

    // The report adds up, and nothing runs any more.
    private void Settled(PlannedText answer)
    {
        Assert.Equal(0, _rig.Models.Open);
        Assert.Equal(answer.Report.CostUsd, answer.Report.Nodes.Sum(n => n.CostUsd));
        Assert.Equal(answer.Usage!.Output, answer.Report.Nodes.Sum(n => n.Usage.Output));
    }
}
