using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class CacheNodeTests
{
    private readonly PlanRig _rig = new();

    public CacheNodeTests() => _rig.Models["m"] = new ScriptedModel { Says = _ => "A model says this.", First = TimeSpan.FromMilliseconds(100) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Answer_ThatWasGivenBefore_IsGivenAgainAtNoCost(bool streaming)
    {
        var first = _rig.Answer(Cache(PlanRig.Model("m")), PlanRig.Ask("Why?", streaming));
        var again = _rig.Answer(Cache(PlanRig.Model("m")), PlanRig.Ask("Why?", streaming));

        Assert.Equal((first.Text, "m"), (again.Text, again.Model));
        Assert.True(first.Account.CostUsd > 0);
        Assert.Equal((0m, 0L), (again.Account.CostUsd, again.Usage!.Output));
        Assert.Equal("kept answer of m", again.Report.Note);
        Assert.Empty(again.Report.Nodes);
        Assert.Equal(["m"], _rig.Models.Names);
    }

    [Fact]
    public void Part_OfAPlan_IsKeptByItself()
    {
        _rig.Models["other"] = new ScriptedModel { Says = _ => "Another says this." };
        var plan = new FallbackEntry([new FallbackEntry([Cache(PlanRig.Model("m"))]), PlanRig.Model("other")]);

        _rig.Answer(plan, PlanRig.Ask("Why?"));
        Assert.Equal("A model says this.", _rig.Answer(plan, PlanRig.Ask("Why?")).Text);
        _rig.Answer(plan, PlanRig.Ask("Why not?"));

        Assert.Equal(["m", "m"], _rig.Models.Names);
    }

    [Fact]
    public void Parts_ThatAskTheSameAtOneTime_ShareOneCall()
    {
        var answer = _rig.Answer(new EnsembleEntry([Cache(PlanRig.Model("m")), Cache(PlanRig.Model("m"))]) { Quorum = 2, EarlyStop = false }, PlanRig.Ask("Why?"));

        Assert.Equal(["m"], _rig.Models.Names);
        Assert.Equal(1.0, answer.Report.Confidence!.Value, 3);
    }

    [Fact]
    public void Part_WhoseFirstAskerFails_IsAskedAgainByTheOther()
    {
        _rig.Models["m"] = new ScriptedModel { First = TimeSpan.FromMilliseconds(100), Says = _ => "Late but here.", Breaks = (1, Faults.Broken) };

        // Both break; what matters is that the second one asked for itself and nothing is left running.
        Assert.ThrowsAny<Exception>(() => _rig.Answer(new EnsembleEntry([Cache(PlanRig.Model("m")), Cache(PlanRig.Model("m"))]), PlanRig.Ask("Why?")));

        Assert.Equal(["m", "m"], _rig.Models.Names);
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Plan_ThatIsEndedEarly_LeavesNoPartRunning()
    {
        _rig.Models["m"] = new ScriptedModel { Says = _ => "one two three four", First = TimeSpan.FromMilliseconds(20), Between = TimeSpan.FromMilliseconds(100) };

        _rig.Run(async () =>
        {
            var answer = await _rig.BeginAsync(Cache(PlanRig.Model("m")), PlanRig.Ask("Why?"));
            await answer.DisposeAsync();
            return true;
        });

        Assert.Equal(0, _rig.Models.Open);
        Assert.Equal(NodeState.Cancelled, _rig.Trace!.Report().State);
    }

    private static CacheEntry Cache(NodeEntry of) => new(of, new CachePolicy { Ttl = TimeSpan.FromMinutes(1) });
}
