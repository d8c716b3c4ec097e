using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class DecomposeNodeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Task_OfSeveralParts_IsDoneInTheOrderOfTheGraphAndAnsweredFromTheResults(bool streaming)
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);

        var answer = rig.Answer(DecomposeRig.Entry, PlanRig.Ask("build me a house", streaming));

        Assert.Equal(("the whole answer", "last", "stop"), (answer.Text, answer.Model, answer.Finish));
        Assert.Equal(["plan", "work", "work", "work", "last"], rig.Rig.Models.Names);
        Assert.Equal(["a", "b", "c"], rig.Rig.Models.Asked.Skip(1).Take(3).Select(a => DecomposeRig.Part(a.Task.Request)));
        Assert.Equal([false, false, false, false, streaming], rig.Rig.Models.Asked.Select(a => a.Task.Streaming));
        var (third, last) = (rig.Rig.Models.Asked[3].Prompt, rig.Rig.Models.Asked[4].Prompt);
        Assert.Contains("result of a", third, StringComparison.Ordinal);
        Assert.Contains("result of b", third, StringComparison.Ordinal);
        Assert.Contains("result of c", last, StringComparison.Ordinal);
        Assert.Equal(0, rig.Rig.Models.Open);
    }

    [Fact]
    public void Report_HasTheGraphAndWhoDidEachPart_AndNoContent()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);

        var report = rig.Answer(DecomposeRig.Entry).Report;

        Assert.Equal(["planner", "tasks[0]", "tasks[1]", "tasks[2]", "synthesiser"], report.Nodes.Select(n => n.Place));
        Assert.Equal(["code", "code", "code, after tasks[0], tasks[1]"], DecomposeRig.Tasks(report).Select(t => t.Note));
        Assert.All(DecomposeRig.Tasks(report), t => Assert.Equal(("work", true, NodeState.Done), (t.Nodes[0].Model, t.Used, t.State)));
        Assert.Equal("3 tasks; the answer rests on 3 of 3", report.Note);
        Assert.Equal(report.CostUsd, report.Nodes.Sum(n => n.CostUsd));
        Assert.Equal(report.Usage.Output, report.Nodes.Sum(n => n.Usage.Output));
        Assert.True(report.CostUsd > 0);
    }

    [Fact]
    public void Parts_ThatRestOnNothing_AreDoneAtOneMomentUpToTheBound()
    {
        var rig = new DecomposeRig(DecomposeRig.Graph([.. "abcdef".Select(c => (c.ToString(), Array.Empty<string>()))]));
        rig.Rig.Models["work"] = new ScriptedModel { First = TimeSpan.FromSeconds(1) };

        var answer = rig.Answer(DecomposeRig.Entry with { Parallel = 3 });

        Assert.Equal(3, rig.Rig.Models.MostOpen);
        Assert.InRange(answer.Report.Took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.3));
    }

    [Fact]
    public void Part_GoesToTheWorkerOfItsClassByItsOwnNeeds()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond.Replace("\"needs\":[]", "\"needs\":[\"reasoning\"]", StringComparison.Ordinal));
        var entry = DecomposeRig.Two with { Workers = [new DecomposeWorker(PlanRig.Model("work"), ["math"]), new DecomposeWorker(PlanRig.Model("spare"), ["code"])] };

        rig.Answer(entry);

        Assert.Equal(["plan", "spare", "spare", "spare", "last"], rig.Rig.Models.Names);
        var query = rig.Rig.Models.Asked[1].Task.Query;
        Assert.Equal("code", query.Task);
        Assert.True(query.Needs.HasFlag(Contracts.Catalog.ModelCapabilities.Reasoning));
    }

    [Fact]
    public void Workers_WhereNoneIsWritten_AreAllModels()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);
        rig.Rig.Models["*"] = new ScriptedModel { Says = _ => "one of all" };

        rig.Answer(DecomposeRig.Entry with { Workers = [] });

        Assert.Equal(["plan", "*", "*", "*", "last"], rig.Rig.Models.Names);
    }

    [Fact]
    public void Plan_ThatIsWrong_IsMendedOnceWithWhatIsWrong()
    {
        var rig = new DecomposeRig(DecomposeRig.Graph(("a", ["a"]), ("b", [])), DecomposeRig.Diamond);

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal("the whole answer", answer.Text);
        Assert.Contains("leads back to 'a' itself", rig.Rig.Models.Asked[1].Prompt, StringComparison.Ordinal);
        Assert.Equal(["planner", "planner.repair"], answer.Report.Nodes.Take(2).Select(n => n.Place));
    }

    [Fact]
    public void Plan_ThatIsWrongTwice_IsGivenUpAndAWorkerAnswersTheRequestItself()
    {
        var rig = new DecomposeRig("a poem", "another poem");
        rig.Rig.Models["work"] = new ScriptedModel { Says = r => $"direct {((TextPart)r.Messages[^1].Parts[0]).Text}" };

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal("direct build me a house", answer.Text);
        Assert.Equal(["plan", "plan", "work"], rig.Rig.Models.Names);
        Assert.Equal("no plan: wrong twice, 1 mistakes left; answered directly", answer.Report.Note);
    }

    [Fact]
    public void Planner_ThatFails_IsDoneWithoutAndAWorkerAnswers()
    {
        var rig = new DecomposeRig();
        rig.Rig.Models["plan"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal(("work", "no plan: overload; answered directly"), (answer.Model, answer.Report.Note));
        Assert.Equal(0, rig.Rig.Models.Open);
    }

    [Fact]
    public void Plan_OfOneTask_IsAnsweredByItsWorkerAtOnce()
    {
        var rig = new DecomposeRig(DecomposeRig.Graph(("a", [])));

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal(["plan", "work"], rig.Rig.Models.Names);
        Assert.Equal("code", rig.Rig.Models.Asked[1].Task.Query.Task);
        Assert.Equal("1 task; answered directly", answer.Report.Note);
    }

    [Fact]
    public void Request_WithTools_IsAnsweredDirectly()
    {
        var rig = new DecomposeRig();
        var asked = PlanRig.Ask("what is the weather");
        var task = new ChatTask(asked.Query, asked.Request with { Tools = [new ToolDefinition("weather", null, "{}", null)] }, streaming: true);

        rig.Answer(DecomposeRig.Entry, task);

        Assert.Equal(["work"], rig.Rig.Models.Names);
        Assert.Single(rig.Rig.Models.Asked[0].Task.Request.Tools);
    }

    [Fact]
    public void Part_WhoseWorkerFails_IsDoneByAnother()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);
        rig.Rig.Models["work"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = rig.Answer(DecomposeRig.Two);

        Assert.Equal("3 tasks; the answer rests on 3 of 3", answer.Report.Note);
        Assert.Equal("code; try 2", DecomposeRig.Tasks(answer.Report)[0].Note);
        Assert.Equal([("workers[0]", NodeState.Failed, "overload"), ("workers[1]", NodeState.Done, null)], DecomposeRig.Tasks(answer.Report)[0].Nodes.Select(n => (n.Place, n.State, n.Error)));
        Assert.Contains("spare result of c", rig.Rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_WhoseOnlyWorkerSaysNothing_IsAskedOfItsOtherEndpoints()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);
        var said = 0;
        rig.Rig.Models["work"] = new ScriptedModel { Says = _ => said++ == 0 ? "" : "well done" };

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal("3 tasks; the answer rests on 3 of 3", answer.Report.Note);
        Assert.Equal(1, rig.Rig.Models.Asked.Count(a => a.Task.Query.Without.SequenceEqual(["work-api"])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Part_WhoseWorkerIsSilent_IsNotAskedOfThatEndpointAgain(bool alone)
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);
        rig.Rig.Models["work"] = new ScriptedModel { First = TimeSpan.FromSeconds(3) };

        // Alone nobody answers in the end.
        Record.Exception(() => rig.Answer((alone ? DecomposeRig.Entry : DecomposeRig.Two) with { Replan = false }, deadline: TimeSpan.FromSeconds(2)));

        var work = rig.Rig.Models.Asked.Where(a => a.Model is "work" or "spare").ToArray();
        Assert.Equal([true, true], work.Take(2).Select(a => a.Task.Query.Without.Count == 0));
        Assert.All(work.Skip(2).Take(2), a => Assert.Equal(["work-api"], a.Task.Query.Without));
    }

    [Fact]
    public void Part_OfAnotherFormThanWanted_IsAskedAgainAndThenTakenAsItIs()
    {
        var rig = new DecomposeRig(DecomposeRig.Graph(("a", []), ("b", [])).Replace("\"form\":\"text\"", "\"form\":\"number\"", StringComparison.Ordinal));
        rig.Rig.Models["work"] = new ScriptedModel { Says = _ => "many" };
        rig.Rig.Models["spare"] = new ScriptedModel { Says = _ => "quite a lot" };

        rig.Answer(DecomposeRig.Two);

        Assert.Equal(["last", "plan", "spare", "spare", "work", "work"], rig.Rig.Models.Names.Order());
        Assert.Contains("quite a lot", rig.Rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_ThatFailsForGood_IsPlannedAnewOnceFromWhatIsThere()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond, DecomposeRig.Graph(("d", ["a"])));
        rig.Rig.Models["work"] = new ScriptedModel { Says = r => DecomposeRig.Part(r) is "b" ? "" : $"result of {DecomposeRig.Part(r)}" };

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal("4 tasks; planned anew; the answer rests on 2 of 2", answer.Report.Note);
        Assert.Equal([NodeState.Done, NodeState.Failed, NodeState.Skipped, NodeState.Done], DecomposeRig.Tasks(answer.Report).OrderBy(t => t.Place).Select(t => t.State));
        var replan = rig.Rig.Models.Asked.Single(a => a.Prompt.Contains("Results that are there", StringComparison.Ordinal)).Prompt;
        Assert.Contains("result of a", replan, StringComparison.Ordinal);
        Assert.Contains("empty_answer", replan, StringComparison.Ordinal);
        Assert.Contains("result of d", rig.Rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_ThatFailsAndIsNotPlannedAnew_IsToldToTheSynthesiserAndTheReport()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);
        rig.Rig.Models["work"] = new ScriptedModel { Says = r => DecomposeRig.Part(r) is "b" ? "" : $"result of {DecomposeRig.Part(r)}" };

        var answer = rig.Answer(DecomposeRig.Entry with { Replan = false });

        Assert.Equal("3 tasks; the answer rests on 1 of 3", answer.Report.Note);
        Assert.Equal("code, after tasks[0], tasks[1]; rests on one that failed", DecomposeRig.Tasks(answer.Report).Single(t => t.State == NodeState.Skipped).Note);
        Assert.Contains("(rests_on_failed)", rig.Rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
        Assert.Equal("the whole answer", answer.Text);
    }

    [Fact]
    public void Parts_ThatAllFail_LeaveAWorkerToAnswerTheRequestItself()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond, "no");
        rig.Rig.Models["work"] = new ScriptedModel { Says = r => DecomposeRig.Part(r).Length > 0 ? "" : "as well as I can" };

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal(("as well as I can", "3 tasks; not planned anew; the answer rests on 0 of 3; answered directly"), (answer.Text, answer.Report.Note));
    }

    [Fact]
    public void Synthesiser_ThatFails_IsReplacedByAWorker()
    {
        var rig = new DecomposeRig(DecomposeRig.Diamond);
        rig.Rig.Models["last"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = rig.Answer(DecomposeRig.Entry);

        Assert.Equal("work", answer.Model);
        Assert.Contains("result of c", rig.Rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public void Everybody_ThatFails_EndsInTheLastOnesErrorAndLeavesNothingOpen()
    {
        var rig = new DecomposeRig();
        foreach (var model in new[] { "plan", "work", "last" })
        {
            rig.Rig.Models[model] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        }

        var fault = Assert.Throws<MeshException>(() => rig.Answer(DecomposeRig.Entry));

        Assert.Equal(("overload", 0), (fault.Error.Reason, rig.Rig.Models.Open));
    }
}
