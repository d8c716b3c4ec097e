using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class FallbackNodeTests
{
    private readonly PlanRig _rig = new();

    [Fact]
    public void First_ThatAnswers_IsTheOnlyOneAsked()
    {
        _rig.Models["a"] = new ScriptedModel { Says = _ => "from a" };
        _rig.Models["b"] = new ScriptedModel();

        var answer = _rig.Answer(Of("a", "b"), PlanRig.Ask("hello"));

        Assert.Equal(("from a", "a", "stop"), (answer.Text, answer.Model, answer.Finish));
        Assert.Equal(["a"], _rig.Models.Names);
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void First_ThatFails_IsReplacedAndBothStandInTheReport()
    {
        _rig.Models["a"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        _rig.Models["b"] = new ScriptedModel { Says = _ => "from b" };

        var answer = _rig.Answer(Of("a", "b"), PlanRig.Ask("hello"));

        Assert.Equal("from b", answer.Text);
        Assert.Equal([(NodeState.Failed, "overload"), (NodeState.Done, null)], answer.Report.Nodes.Select(n => (n.State, n.Error)));
        Assert.Equal(NodeState.Done, answer.Report.State);
    }

    [Fact]
    public void First_ThatIsSilent_LeavesTheOthersTheirPartOfTheDeadline()
    {
        _rig.Models["a"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };
        _rig.Models["b"] = new ScriptedModel { Says = _ => "from b" };

        var answer = _rig.Answer(Of("a", "b"), PlanRig.Ask("hello"), deadline: TimeSpan.FromSeconds(10));

        Assert.Equal("from b", answer.Text);
        Assert.Equal("node_deadline", answer.Report.Nodes[0].Error);
        Assert.InRange(answer.Report.Nodes[1].Began, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5.1));
    }

    [Fact]
    public void First_ThatBeganInTime_MayTakeAllOfIt()
    {
        _rig.Models["a"] = new ScriptedModel { Says = _ => "one two three four", Between = TimeSpan.FromSeconds(3) };
        _rig.Models["b"] = new ScriptedModel();

        var answer = _rig.Answer(Of("a", "b"), PlanRig.Ask("hello"), deadline: TimeSpan.FromSeconds(10));

        Assert.Equal("one two three four", answer.Text);
    }

    [Fact]
    public void First_ThatBreaksOffAfterItsFirstContent_IsNotReplaced()
    {
        _rig.Models["a"] = new ScriptedModel { Says = _ => "one two", Breaks = (1, Faults.Broken) };
        _rig.Models["b"] = new ScriptedModel();

        var fault = Record.Exception(() => _rig.Answer(Of("a", "b"), PlanRig.Ask("hello")));

        Assert.IsType<Endpoints.EndpointException>(fault);
        Assert.Equal(["a"], _rig.Models.Names);
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void All_ThatFail_EndInTheLastOnesErrorWithEachOnesReason()
    {
        _rig.Models["a"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        _rig.Models["b"] = new ScriptedModel { Fails = () => Faults.Upstream("broken") };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "b"), PlanRig.Ask("hello")));

        Assert.Equal("broken", fault.Error.Reason);
        Assert.Equal(["fallback[0]: overload", "fallback[1]: broken"], fault.Error.Attempts);
        Assert.Equal(NodeState.Failed, _rig.Trace!.Report().State);
    }

    private static FallbackEntry Of(params string[] models) => new([.. models.Select(PlanRig.Model)]);
}
