using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>Ensembles that vote.</summary>
public sealed class EnsembleNodeTests
{
    private readonly PlanRig _rig = new();

    [Fact]
    public void Vote_OfThree_GivesTheMajoritysOwnWords()
    {
        Says("a", "It is 41.");
        Says("b", "After some thought: 42");
        Says("c", "The answer is 42.");

        var answer = _rig.Answer(Of("a", "b", "c"), PlanRig.Ask("6 times 7?"));

        Assert.Equal(("After some thought: 42", "b", "stop"), (answer.Text, answer.Model, answer.Finish));
        Assert.Equal("vote 2-1 by number", answer.Report.Note);
        Assert.Equal(2.0 / 3, answer.Report.Confidence!.Value, 6);
        Assert.Equal([false, true, true], answer.Report.Nodes.Select(n => n.Used));
        Assert.Equal([0.333, 0.667, 0.667], answer.Report.Nodes.Select(n => Math.Round(n.Confidence!.Value, 3)));
        AddsUp(answer);
    }

    [Fact]
    public void Vote_Streaming_GivesTheWinnerPieceByPiece()
    {
        Says("a", "so 42 it is");
        Says("b", "so 42 it is");

        var answer = _rig.Answer(Of("a", "b"), PlanRig.Ask("6 times 7?", streaming: true));

        Assert.Equal("so 42 it is", answer.Text);
        Assert.True(answer.Frames.Count > 4);
        Assert.Equal(answer.Report.Usage, answer.Usage);
    }

    [Fact]
    public void Vote_ThatIsDecided_EndsTheRest()
    {
        Says("a", "42");
        Says("b", "42");
        _rig.Models["slow"] = new ScriptedModel { Says = _ => "41", First = TimeSpan.FromMinutes(5) };

        var answer = _rig.Answer(Of("a", "slow", "b"), PlanRig.Ask("6 times 7?"));

        Assert.Equal("42", answer.Text);
        Assert.Equal("vote 2 by number; 1 not waited for", answer.Report.Note);
        Assert.Equal(NodeState.Cancelled, answer.Report.Nodes[1].State);
        Assert.True(answer.Report.Took < TimeSpan.FromSeconds(1), $"{answer.Report.Took}");
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Vote_WithoutEarlyStop_HearsAll()
    {
        Says("a", "42");
        Says("b", "42");
        _rig.Models["slow"] = new ScriptedModel { Says = _ => "41", First = TimeSpan.FromSeconds(5) };

        var answer = _rig.Answer(Of("a", "slow", "b") with { EarlyStop = false }, PlanRig.Ask("6 times 7?"));

        Assert.Equal("vote 2-1 by number", answer.Report.Note);
    }

    [Fact]
    public void Member_ThatIsCutMidway_IsPaidForAndAddsUp()
    {
        Says("a", "42");
        Says("b", "42");
        _rig.Models["slow"] = new ScriptedModel { Says = _ => "one two three four", Between = TimeSpan.FromSeconds(1) };
        _rig.Models["b"] = new ScriptedModel { Says = _ => "42", First = TimeSpan.FromSeconds(2.5) };

        var answer = _rig.Answer(Of("a", "slow", "b"), PlanRig.Ask("6 times 7?"));

        Assert.InRange(answer.Report.Nodes[1].Usage.Output, 2, 3);
        AddsUp(answer);
    }

    [Fact]
    public void Members_OfWhichOneFails_VoteWithoutItAndTellIt()
    {
        Says("a", "42");
        _rig.Models["b"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        Says("c", "42");
        _rig.Models["d"] = new ScriptedModel { Says = _ => "41 or so", Breaks = (1, Faults.Broken) };

        var answer = _rig.Answer(Of("a", "b", "c", "d") with { EarlyStop = false }, PlanRig.Ask("6 times 7?"));

        Assert.Equal(("42", "vote 2 by number; 2 failed"), (answer.Text, answer.Report.Note));
        Assert.Equal(0.5, answer.Report.Confidence);
        Assert.Equal([null, "overload", null, "broken"], answer.Report.Nodes.Select(n => n.Error));
    }

    [Fact]
    public void Members_OfWhichAllFail_EndInTheLastOnesErrorWithEachOnesReason()
    {
        _rig.Models["a"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        _rig.Models["b"] = new ScriptedModel { Fails = () => Faults.Upstream("broken") };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "b"), PlanRig.Ask("hello")));

        Assert.Equal(["members[0]: overload", "members[1]: broken"], fault.Error.Attempts);
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Quorum_ThatCanNoLongerBeReached_EndsTheRestAtOnce()
    {
        _rig.Models["a"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        Says("b", "42");
        _rig.Models["slow"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "b", "slow") with { Quorum = 3 }, PlanRig.Ask("hello")));

        Assert.Equal("overload", fault.Error.Reason);
        Assert.Equal(0, _rig.Models.Open);
        Assert.True(_rig.Trace!.Report().Took < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Quorum_OfAnswersThatSayNothing_IsNotThere()
    {
        Says("a", " ");
        Says("b", " ");

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "b"), PlanRig.Ask("hello")));

        Assert.Equal("no_quorum", fault.Error.Reason);
    }

    [Fact]
    public void MaxWait_WithAQuorum_TakesWhatHasCome()
    {
        Says("a", "42");
        _rig.Models["slow"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };
        _rig.Models["slower"] = new ScriptedModel { First = TimeSpan.FromMinutes(6) };

        var answer = _rig.Answer(Of("a", "slow", "slower") with { MaxWait = TimeSpan.FromSeconds(2) }, PlanRig.Ask("6 times 7?"));

        Assert.Equal(("42", "vote 1 by number; 2 not waited for"), (answer.Text, answer.Report.Note));
        Assert.InRange(answer.Report.Took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.2));
    }

    [Fact]
    public void MaxWait_WithoutAQuorum_WaitsForIt()
    {
        Says("a", "42");
        _rig.Models["slow"] = new ScriptedModel { Says = _ => "42", First = TimeSpan.FromSeconds(5) };
        _rig.Models["slower"] = new ScriptedModel { First = TimeSpan.FromMinutes(6) };

        var answer = _rig.Answer(Of("a", "slow", "slower") with { MaxWait = TimeSpan.FromSeconds(2), Quorum = 2 }, PlanRig.Ask("6 times 7?"));

        Assert.Equal("vote 2 by number; 1 not waited for", answer.Report.Note);
        Assert.InRange(answer.Report.Took, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.2));
    }

    [Fact]
    public void Deadline_WithSomeStillOut_TakesWhatHasCome()
    {
        Says("a", "42");
        _rig.Models["slow"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };

        var answer = _rig.Answer(Of("a", "slow"), PlanRig.Ask("6 times 7?"), deadline: TimeSpan.FromSeconds(10));

        Assert.Equal("42", answer.Text);
        Assert.Equal("node_deadline", answer.Report.Nodes[1].Error);
        Assert.True(answer.Report.Took < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Cancellation_WhileMembersAnswer_LeavesNothingOpen()
    {
        _rig.Models["a"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };
        _rig.Models["b"] = new ScriptedModel { Says = _ => "one two three", Between = TimeSpan.FromMinutes(1) };
        using var gone = new CancellationTokenSource();

        var answering = _rig.BeginAsync(Of("a", "b"), PlanRig.Ask("hello"), cancellationToken: gone.Token);
        Assert.Equal(2, _rig.Models.Open);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        Assert.Equal(0, _rig.Models.Open);
        Assert.All(_rig.Trace!.Report().Nodes, n => Assert.Equal(NodeState.Cancelled, n.State));
    }

    [Fact]
    public async Task Answer_DisposedUnread_LeavesNothingOpen()
    {
        Says("a", "42");
        Says("b", "42");
        _rig.Models["slow"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };

        await using (var answer = await _rig.BeginAsync(Of("a", "b", "slow"), PlanRig.Ask("hello")))
        {
            Assert.Equal(1, answer.Confidence);
        }

        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Samples_OfOneMember_DifferByTheirSeedsAndTemperature()
    {
        Says("a", "42");

        var answer = _rig.Answer(Of("a") with { Samples = 3, Temperature = 0.8, EarlyStop = false }, PlanRig.Ask("6 times 7?", settings: new ChatSettings { Seed = 5 }));

        Assert.Equal("vote 3 by number", answer.Report.Note);
        Assert.Equal([(5L, 0.8), (6L, 0.8), (7L, 0.8)], _rig.Models.Asked.Select(a => (a.Task.Request.Settings.Seed!.Value, a.Task.Request.Settings.Temperature!.Value)).Order());
        Assert.Equal(["samples[0]", "samples[1]", "samples[2]"], answer.Report.Nodes.Select(n => n.Place));
    }

    [Fact]
    public void Weighted_OneStrongAgainstTwoWeak_IsTheStrongOnes()
    {
        Says("strong", "42", quality: 0.98);
        Says("weak", "41", quality: 0.3);
        Says("weaker", "41", quality: 0.25);

        var plan = Of("weak", "weaker", "strong") with { Form = VoteForm.Number };
        var plain = _rig.Answer(plan, PlanRig.Ask("6 times 7?"));
        var weighted = _rig.Answer(plan with { Combine = Combine.Weighted }, PlanRig.Ask("6 times 7?"));

        Assert.Equal(("41", "42"), (plain.Text, weighted.Text));
        Assert.StartsWith("weighted vote 1-2 by number", weighted.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Weighted_WhereTheRestCannotOutweighTheFirst_DoesNotWaitForThem()
    {
        Says("strong", "42", quality: 0.99);
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "41", Quality = 0.1, First = TimeSpan.FromMinutes(1) };

        var answer = _rig.Answer(Of("strong", "weak") with { Combine = Combine.Weighted }, PlanRig.Ask("6 times 7?"));

        Assert.Equal("weighted vote 1 by number; 1 not waited for", answer.Report.Note);
    }

    [Fact]
    public void ToolCalls_WithTheSameArguments_AreOneVote()
    {
        Calls("a", """{"city":"Rome","unit":"C"}""");
        Calls("b", """{"city":"Oslo","unit":"C"}""");
        Calls("c", """{ "unit": "C", "city": "Rome" }""");

        var answer = _rig.Answer(Of("b", "a", "c"), PlanRig.Ask("weather in Rome?"));

        Assert.Equal("a", answer.Model);
        Assert.StartsWith("most call tools: voted 2-1", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void FreeTexts_AreClusteredByLikenessAndTheMiddleOneIsGiven()
    {
        Says("a", "Paris has been the capital of France for many hundred years, and it lies on the river Seine.");
        Says("b", "Bananas grow in warm lands; whoever eats them often gets a lot of potassium from each single fruit.");
        Says("c", "Paris has been the capital of France for many hundred years and lies on the river Seine, in the north.");

        var answer = _rig.Answer(Of("b", "a", "c") with { Form = VoteForm.Free }, PlanRig.Ask("Tell me of Paris."));

        Assert.Equal("vote 2-1 by freetext", answer.Report.Note);
        Assert.Contains("Paris", answer.Text, StringComparison.Ordinal);
        Assert.All(answer.Report.Nodes, n => Assert.Null(n.Confidence));
    }

    [Fact]
    public void Ensemble_WithinAndAroundOthers_GivesWhatTheyMakeOfIt()
    {
        Says("a", "42");
        Says("b", "41");
        _rig.Models["bad"] = new ScriptedModel { Fails = () => Faults.Upstream() };
        var inner = Of("a", "b", "a", "b", "a") with { EarlyStop = false };
        var middle = new EnsembleEntry([inner, new FallbackEntry([PlanRig.Model("bad"), PlanRig.Model("a")]), PlanRig.Model("b")]) { EarlyStop = false };

        var answer = _rig.Answer(new FallbackEntry([PlanRig.Model("bad"), middle]), PlanRig.Ask("6 times 7?"));

        Assert.Equal("42", answer.Text);
        Assert.Equal("vote 2-1 by number", answer.Report.Nodes[1].Note);
        Assert.Equal([0.6, 0.667, 0.333], answer.Report.Nodes[1].Nodes.Select(n => Math.Round(n.Confidence!.Value, 3)));
        Assert.Equal(2.0 / 3, answer.Report.Nodes[1].Confidence!.Value, 6);
        AddsUp(answer);
    }

    [Fact]
    public void Vote_OnTheOutputOfAProgram_CountsBlanksToo()
    {
        Says("a", "  ");
        Says("b", "  ");
        Says("c", " ");

        var answer = _rig.Answer(Of("a", "b", "c") with { EarlyStop = false }, PlanRig.Ask("[PYTHON]\ndef f(): return ' ' * 2\nassert f() == ??\n[/PYTHON]"));

        Assert.Equal(("  ", "vote 2-1 by exact"), (answer.Text, answer.Report.Note));
        Assert.Equal("no_quorum", Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "b", "c"), PlanRig.Ask("hello"))).Error.Reason);
    }

    [Fact]
    public void Request_ThatIsAtFaultItself_IsRefusedAsSuch()
    {
        Says("a", "42");
        _rig.Models["b"] = new ScriptedModel { Fails = () => new MeshException(MeshErrorCode.InvalidRequest, "bad_field", "Wrong.", "tools") };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "b"), PlanRig.Ask("hello")));

        Assert.Equal("bad_field", fault.Error.Reason);
        Assert.Equal(0, _rig.Models.Open);
    }

    private void Says(string name, string text, double quality = 0.5) => _rig.Models[name] = new ScriptedModel { Says = _ => text, Quality = quality };

    private void Calls(string name, string arguments) =>
        _rig.Models[name] = new ScriptedModel { Events = _ => [new ToolCallDelta(0, 0, "id-" + name, "weather", arguments), new ChoiceFinished(0, "tool_calls")] };

    private void AddsUp(PlannedText answer)
    {
        Assert.Equal(answer.Account.CostUsd, Leaves(answer.Report).Sum(l => l.CostUsd));
        Assert.Equal(answer.Account.Usage.Output, Leaves(answer.Report).Sum(l => l.Usage.Output));
        Assert.Equal(_rig.Models.Asked.Count, Leaves(answer.Report).Count(l => l.State != NodeState.Skipped));
        Assert.Equal(0, _rig.Models.Open);
    }

    private static IEnumerable<NodeReport> Leaves(NodeReport node) => node.Nodes.Count == 0 ? [node] : node.Nodes.SelectMany(Leaves);

    private static EnsembleEntry Of(params string[] models) => new([.. models.Select(PlanRig.Model)]);
}
