using CsCheck;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Strategies.Tests.Plans.Records;

/// <summary>Walks that are ended in their midst, and others that go on from what they kept.</summary>
public sealed class DurableWalkTests
{
    private const int Trees = 8;
    private const int Ended = 4;
    private const string Question = "What is the sum of all that was said before, and why?";

    private static readonly PipelineEntry s_pipeline = new([new PipelineStep("draft", PlanRig.Model("a")), new PipelineStep("final", PlanRig.Model("b")) { Prompt = "Better: {{steps.draft.text}}" }]);

    [Fact]
    public void RandomTrees_ThatAreEndedAtAnyMoment_NeverAskANodeWhoseAnswerIsKept() =>
        Gen.Select(RandomPlans.Tree, RandomPlans.Models, Gen.Int[0, 800].Array[Ended]).Sample((plan, models, moments) =>
        {
            var (rig, record) = (RandomPlans.Rig(models), new RecordInMemory());
            rig.Durable = new DurableWalk("t", record);
            foreach (var moment in moments)
            {
                Walk(rig, plan, moment);
                AssertSums(rig.Trace!.Report());
            }

            var whole = Walk(rig, plan, null);
            AssertSums(rig.Trace!.Report());
            Assert.All(record.Kept.Keys, path => Assert.DoesNotContain(record.Events.SkipWhile(e => e != ("keep", path)), e => e == ("begin", path)));
            Assert.Equal(record.Events.Count(e => e.What == "begin"), rig.Models.Asked.Count);
            if (whole is not null)
            {
                AssertSameAgain(rig, plan, record, whole);
            }
        }, iter: Trees);

    [Fact]
    public void Step_WhoseAnswerIsKept_IsNotAskedByTheNextWalk()
    {
        var (rig, record) = (new PlanRig(), new RecordInMemory());
        rig.Models["a"] = new ScriptedModel { Says = _ => "a draft" };
        rig.Models["b"] = new ScriptedModel { Says = r => $"better than {(Said(r).Contains("a draft", StringComparison.Ordinal) ? "the draft" : "nothing")}", First = TimeSpan.FromSeconds(2) };
        rig.Durable = new DurableWalk("t", record);

        Assert.Null(Walk(rig, s_pipeline, 1_000));
        Assert.Equal("better than the draft", Walk(rig, s_pipeline, null));

        Assert.Equal(["a", "b", "b"], rig.Models.Names);
        Assert.Equal(["draft", "final"], record.Kept.Keys);
        Assert.Equal([NodeState.Done, NodeState.Done], rig.Trace!.Report().Nodes.Select(n => n.State));
    }

    [Fact]
    public void Route_WhosePlanHasChanged_IsNotAnsweredByWhatIsKeptOfTheOldOne()
    {
        var (rig, record) = (new PlanRig(), new RecordInMemory());
        (rig.Models["a"], rig.Models["b"]) = (new ScriptedModel { Says = _ => "of the old plan" }, new ScriptedModel { Says = _ => "of the new plan" });
        rig.Durable = new DurableWalk("t", record);
        var plan = new FallbackEntry([new SingleEntry { Route = "named" }]);
        rig.Models.Routes["named"] = new FallbackEntry([PlanRig.Model("a")]);
        Walk(rig, plan, null);
        record.Forget("fallback[0]");

        rig.Models.Routes["named"] = new FallbackEntry([PlanRig.Model("b")]);

        Assert.Equal("of the new plan", Walk(rig, plan, null));
    }

    [Fact]
    public void Node_OfWhichNothingIsKept_IsLostAndAskedAgain()
    {
        var (rig, record) = (new PlanRig(), new RecordInMemory());
        rig.Models["a"] = new ScriptedModel { First = TimeSpan.FromSeconds(2) };
        rig.Models["b"] = new ScriptedModel();
        rig.Durable = new DurableWalk("t", record);

        Walk(rig, s_pipeline, 1_000);

        Assert.Equal([("begin", "draft"), ("lose", "draft")], record.Events);
    }

    [Fact]
    public void Answer_ThatTheRecordDoesNotHold_IsANodesFailure()
    {
        var rig = new PlanRig();
        rig.Models["a"] = new ScriptedModel();
        rig.Models["b"] = new ScriptedModel();
        rig.Durable = new DurableWalk("t", new RecordInMemory { Refuses = () => new MeshException(MeshErrorCode.UpstreamFailed, "answer_too_long", "It is too long.") });

        var e = Assert.Throws<MeshException>(() => rig.Answer(s_pipeline, PlanRig.Ask(Question, streaming: false)));

        Assert.Equal("answer_too_long", e.Error.Reason);
        Assert.Equal((NodeState.Failed, "answer_too_long"), (rig.Trace!.Report().Nodes[0].State, rig.Trace!.Report().Nodes[0].Error));
    }

    [Fact]
    public void Paths_OfANodeThatIsAskedTwice_AreTwo()
    {
        var (rig, record) = (new PlanRig(), new RecordInMemory());
        rig.Models["a"] = new ScriptedModel { Says = _ => "word" };
        var loop = new PipelineEntry([new PipelineStep("s", new PipelineEntry([new PipelineStep("in", PlanRig.Model("a"))])) { Repeat = new StepLoop("s", 2, null) }]);
        rig.Durable = new DurableWalk("t", record);

        Walk(rig, loop, null);

        Assert.Equal(["s[0]", "s[0]/in", "s[1]", "s[1]/in"], record.Kept.Keys.Order());
    }

    // Who has answered is not asked again, so that the next walk says the same and asks at most the root.
    private static void AssertSameAgain(PlanRig rig, NodeEntry plan, RecordInMemory record, string whole)
    {
        var (asked, begun) = (rig.Models.Asked.Count, record.Events.Count(e => e.What == "begin"));
        var again = Walk(rig, plan, null);
        if (record.Events.Count(e => e.What == "begin") == begun)
        {
            Assert.Equal(whole, again);
            Assert.Equal(asked, rig.Models.Asked.Count);
        }
    }

    private static string? Walk(PlanRig rig, NodeEntry plan, int? milliseconds)
    {
        using var gone = milliseconds is { } moment ? new CancellationTokenSource(TimeSpan.FromMilliseconds(moment), rig.Time) : new CancellationTokenSource();
        try
        {
            return rig.Answer(plan, PlanRig.Ask(Question, streaming: false), cancellationToken: gone.Token).Text;
        }
        catch (Exception e) when (e is MeshException or EndpointException || (e is OperationCanceledException && gone.IsCancellationRequested))
        {
            return null;
        }
    }

    private static void AssertSums(NodeReport node)
    {
        if (node.Nodes.Count > 0)
        {
            Assert.Equal(node.Nodes.Sum(n => n.CostUsd), node.CostUsd);
            Assert.Equal(node.Nodes.Sum(n => n.Usage.Output), node.Usage.Output);
        }

        foreach (var under in node.Nodes)
        {
            AssertSums(under);
        }
    }

    private static string Said(ChatRequest request) => string.Join('\n', request.Messages.SelectMany(m => m.Parts.OfType<TextPart>()).Select(p => p.Text));
}
