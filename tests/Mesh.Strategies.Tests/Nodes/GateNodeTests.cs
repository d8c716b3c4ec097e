using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class GateNodeTests
{
    private const string Code = "Write a Python function that parses a CSV file and returns a list of dictionaries.";
    private const string Mixed = "fix this code and tell me the market mood";

    private readonly PlanRig _rig = new();

    public GateNodeTests()
    {
        foreach (var name in new[] { "coder", "markets", "else", "merger", "splitter" })
        {
            _rig.Models[name] = new ScriptedModel { Says = _ => $"from {name}" };
        }
    }

    private static GateExpert Coder => new("coder", PlanRig.Model("coder")) { Tasks = new Dictionary<string, double> { ["code"] = 1 } };

    private static GateExpert Markets => new("markets", PlanRig.Model("markets")) { When = "contains(\"market\")", Condition = new RuleCall("contains", [new RuleName("message"), new RuleText("market")]) };

    [Fact]
    public void One_ThatSuits_IsAskedAloneAndStreams()
    {
        var answer = _rig.Answer(Of(), PlanRig.Ask(Code));

        Assert.Equal(("from coder", "coder"), (answer.Text, answer.Model));
        Assert.Equal(["coder"], _rig.Models.Names);
        Assert.StartsWith("coder ", answer.Report.Note, StringComparison.Ordinal);
        Assert.True(answer.Report.Nodes[0].Used);
        Assert.True(answer.Frames.Count > 2);
    }

    [Fact]
    public void One_ByItsCondition_IsAskedThoughNoClassNamesIt() =>
        Assert.Equal("from markets", _rig.Answer(Of(), PlanRig.Ask("How is the stock market today?")).Text);

    [Fact]
    public void Nobody_ThatSuits_LeavesItToTheFallback() => Assert.Equal("from else", _rig.Answer(Of() with { Fallback = PlanRig.Model("else") }, PlanRig.Ask("Good morning! How are you?")).Text);

    [Fact]
    public void Nobody_ThatSuitsAndNoFallback_IsToldAsSuch()
    {
        var fault = Assert.Throws<MeshException>(() => _rig.Answer(new GateEntry([Markets]), PlanRig.Ask("Good morning!")));

        Assert.Equal((MeshErrorCode.NoCapacity, "no_expert"), (fault.Error.Code, fault.Error.Reason));
        Assert.Empty(_rig.Models.Names);
    }

    [Fact]
    public void Class_ThatTheCallerSays_IsCertainAndIsNotCut()
    {
        var task = PlanRig.Ask(Mixed);

        var plan = new GateEntry([Coder with { Tasks = new Dictionary<string, double> { ["legal"] = 1 } }, Markets with { Weight = 0.9 }]) { Split = true };

        var answer = _rig.Answer(plan, task.Asking(task.Query with { Task = "legal" }));

        Assert.Equal(["coder"], _rig.Models.Names);
        Assert.StartsWith("coder 1.00", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Expert_ThatFails_IsReplacedByTheNextAndThenTheFallback()
    {
        _rig.Models["coder"] = new ScriptedModel { Fails = () => Faults.Upstream() };

        var answer = _rig.Answer(Of() with { Fallback = PlanRig.Model("else") }, PlanRig.Ask(Code));

        Assert.Equal("from else", answer.Text);
        Assert.Equal([NodeState.Failed, NodeState.Done], answer.Report.Nodes.Select(n => n.State));
    }

    [Fact]
    public void Mixed_CutBySentences_GoesToEachExpertAtOnceAndIsMerged()
    {
        _rig.Models["coder"] = new ScriptedModel { Says = r => $"coder on: {Last(r)}", First = TimeSpan.FromSeconds(1) };
        _rig.Models["markets"] = new ScriptedModel { Says = r => $"markets on: {Last(r)}", First = TimeSpan.FromSeconds(1) };

        var answer = _rig.Answer(Of() with { Split = true, Merge = PlanRig.Model("merger") }, PlanRig.Ask(Mixed));

        Assert.Equal("from merger", answer.Text);
        Assert.Equal(["coder", "markets", "merger"], _rig.Models.Names);
        Assert.Contains("coder on: fix this code", _rig.Models.Asked[2].Prompt, StringComparison.Ordinal);
        Assert.Contains("markets on: tell me the market mood", _rig.Models.Asked[2].Prompt, StringComparison.Ordinal);
        Assert.Equal(_rig.Models.Asked[0].Began, _rig.Models.Asked[1].Began);
        Assert.Equal("2 parts: coder, markets", answer.Report.Note);
        Assert.Equal(answer.Report.CostUsd, answer.Report.Nodes.Sum(n => n.CostUsd));
        Assert.Equal((answer.Account.CostUsd, 0), (answer.Report.CostUsd, _rig.Models.Open));
    }

    [Fact]
    public void Mixed_WithoutAMergingNode_IsMergedByTheFirstExpert()
    {
        _rig.Answer(Of() with { Split = true }, PlanRig.Ask(Mixed, streaming: false));

        Assert.Equal(["coder", "markets", "coder"], _rig.Models.Names);
    }

    [Fact]
    public void Mixed_OfWhichAPartFails_IsAnsweredByTheFallbackThere()
    {
        _rig.Models["markets"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = _rig.Answer(Of() with { Split = true, Merge = PlanRig.Model("merger"), Fallback = PlanRig.Model("else") }, PlanRig.Ask(Mixed));

        Assert.Equal("from merger", answer.Text);
        Assert.Contains("from else", _rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
        Assert.Contains(answer.Report.Nodes, n => n is { Place: "markets.fallback", State: NodeState.Done, Used: true });
    }

    [Fact]
    public void Mixed_OfWhichAPartFailsWithoutFallback_IsTheOtherPartAloneAndSaysSo()
    {
        _rig.Models["markets"] = new ScriptedModel { Says = _ => "one two", Breaks = (1, Faults.Broken) };

        var answer = _rig.Answer(Of() with { Split = true, Merge = PlanRig.Model("merger") }, PlanRig.Ask(Mixed));

        Assert.Equal("from coder", answer.Text);
        Assert.Equal("1 of 2 answered; not markets: broken", answer.Report.Note);
    }

    [Fact]
    public void Mixed_OfWhichAllFail_IsAskedWholeOfWhoeverSuits()
    {
        var calls = 0;
        _rig.Models["markets"] = new ScriptedModel { Fails = () => Faults.Upstream() };
        _rig.Models["coder"] = new ScriptedModel { Breaks = (1, Faults.Broken), Says = _ => ++calls == 1 ? "one two" : "whole" };

        var answer = _rig.Answer(Of() with { Split = true }, PlanRig.Ask(Mixed));

        Assert.Equal("whole", answer.Text);
    }

    [Fact]
    public void Merging_ThatFails_LeavesThePartsOneAfterTheOther()
    {
        _rig.Models["merger"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = _rig.Answer(Of() with { Split = true, Merge = PlanRig.Model("merger") }, PlanRig.Ask(Mixed));

        Assert.Equal(("from coder\n\nfrom markets", "stop"), (answer.Text, answer.Finish));
        Assert.Contains("overload", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Splitter_ThatNamesParts_CutsTheRequest()
    {
        _rig.Models["splitter"] = new ScriptedModel { Says = _ => """{"parts":[{"expert":"markets","request":"What is the mood?"},{"expert":"coder","request":"Fix it."}]}""" };

        var answer = _rig.Answer(Of() with { Splitter = PlanRig.Model("splitter"), Merge = PlanRig.Model("merger") }, PlanRig.Ask("Do both."));

        Assert.Equal("from merger", answer.Text);
        Assert.Equal(["splitter", "markets", "coder", "merger"], _rig.Models.Names);
        Assert.Equal("What is the mood?", _rig.Models.Asked[1].Prompt);
    }

    [Fact]
    public void Splitter_ThatSaysNonsense_IsMendedOnceAndThenNotHeard()
    {
        _rig.Models["splitter"] = new ScriptedModel { Says = _ => "no idea" };

        var answer = _rig.Answer(Of() with { Splitter = PlanRig.Model("splitter") }, PlanRig.Ask(Code));

        Assert.Equal("from coder", answer.Text);
        Assert.Equal(["splitter", "splitter", "coder"], _rig.Models.Names);
    }

    [Fact]
    public void Splitter_ThatFails_DoesNotHinderTheAnswer()
    {
        _rig.Models["splitter"] = new ScriptedModel { Fails = () => Faults.Upstream() };

        Assert.Equal("from coder", _rig.Answer(Of() with { Splitter = PlanRig.Model("splitter") }, PlanRig.Ask(Code)).Text);
    }

    [Fact]
    public void Top_AboveOne_AsksTheBestAtOnceAndPutsThemTogether()
    {
        var plan = new GateEntry([Coder, Markets with { Name = "second", When = "true", Condition = new RuleTruth(true), Weight = 0.3 }]) { Top = 2, Merge = PlanRig.Model("merger") };

        var answer = _rig.Answer(plan, PlanRig.Ask(Code));

        Assert.Equal("from merger", answer.Text);
        Assert.Equal(["coder", "markets", "merger"], _rig.Models.Names);
        Assert.Contains("from markets", _rig.Models.Asked[2].Prompt, StringComparison.Ordinal);
        Assert.Equal((answer.Report.CostUsd, answer.Report.Usage.Output), (answer.Report.Nodes.Sum(n => n.CostUsd), answer.Report.Nodes.Sum(n => n.Usage.Output)));
    }

    [Fact]
    public void Top_AboveOneForARequestWithTools_AsksTheBestAlone()
    {
        var plan = new GateEntry([Coder, Markets with { When = "true", Condition = new RuleTruth(true), Weight = 0.3 }]) { Top = 2, Split = true };
        var asked = PlanRig.Ask(Code);
        var task = new ChatTask(asked.Query, asked.Request with { Tools = [new ToolDefinition("f", null, "{}", null)] }, streaming: true);

        _rig.Answer(plan, task);

        Assert.Equal(["coder"], _rig.Models.Names);
    }

    [Fact]
    public void Gate_InsideAFallbackAndAroundAnother_Answers()
    {
        var inner = new GateEntry([new GateExpert("inner", new FallbackEntry([PlanRig.Model("coder")])) { Tasks = new Dictionary<string, double> { ["code"] = 1 } }]);
        var plan = new FallbackEntry([new GateEntry([Markets]), new GateEntry([new GateExpert("outer", inner) { Tasks = new Dictionary<string, double> { ["code"] = 1 } }])]);

        var answer = _rig.Answer(plan, PlanRig.Ask(Code));

        Assert.Equal("from coder", answer.Text);
        Assert.Equal("no_expert", answer.Report.Nodes[0].Error);
    }

    [Fact]
    public void Budget_ThatPaysForNoPart_EndsAsSuchAndIsNotPassed()
    {
        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of() with { Split = true }, PlanRig.Ask(Mixed), maxUsd: 0.00001m));

        Assert.Equal("plan_budget", fault.Error.Reason);
        Assert.Empty(_rig.Models.Names);
    }

    [Fact]
    public void Deadline_WithASilentExpert_LeavesTimeToMerge()
    {
        _rig.Models["markets"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };

        var answer = _rig.Answer(Of() with { Split = true, Merge = PlanRig.Model("merger") }, PlanRig.Ask(Mixed), deadline: TimeSpan.FromSeconds(10));

        Assert.Equal("from coder", answer.Text);
        Assert.Contains("node_deadline", answer.Report.Note, StringComparison.Ordinal);
        Assert.InRange(answer.Report.Took, TimeSpan.FromSeconds(6.4), TimeSpan.FromSeconds(6.7));
    }

    [Fact]
    public void Cancellation_WhileExpertsAnswer_LeavesNothingOpen()
    {
        using var gone = new CancellationTokenSource(TimeSpan.FromSeconds(1), _rig.Time);
        _rig.Models["coder"] = new ScriptedModel { Says = _ => "one two three", Between = TimeSpan.FromMinutes(1) };
        _rig.Models["markets"] = new ScriptedModel { First = TimeSpan.FromMinutes(1) };

        Assert.ThrowsAny<OperationCanceledException>(() => _rig.Answer(Of() with { Split = true }, PlanRig.Ask(Mixed), cancellationToken: gone.Token));

        Assert.Equal((2, 0), (_rig.Models.Asked.Count, _rig.Models.Open));
    }

    [Fact]
    public void Request_AtFault_EndsAllPartsAtOnce()
    {
        _rig.Models["coder"] = new ScriptedModel { First = TimeSpan.FromMinutes(1) };
        _rig.Models["markets"] = new ScriptedModel { Fails = () => new MeshException(MeshErrorCode.InvalidRequest, "bad_image", "No image.") };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of() with { Split = true }, PlanRig.Ask(Mixed)));

        Assert.Equal("bad_image", fault.Error.Reason);
        Assert.Equal(0, _rig.Models.Open);
    }

    private static GateEntry Of() => new([Coder, Markets]);

    private static string Last(ChatRequest request) => string.Concat(request.Messages[^1].Parts.OfType<TextPart>().Select(t => t.Text));
}
