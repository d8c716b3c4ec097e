using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>Calls that plans make in their own words, whose refusal says nothing of the request: what is there already stands.</summary>
public sealed class OwnCallTests
{
    private const string Good = "The capital of France is Paris.";
    private static readonly NodeEntry s_refuses = PlanRig.Model("refuses");
    private readonly PlanRig _rig = new();

    public OwnCallTests()
    {
        _rig.Models["a"] = new ScriptedModel { Says = _ => Good };
        _rig.Models["b"] = new ScriptedModel { Says = _ => "It is Paris." };
    }

    public static TheoryData<string, NodeEntry> Plans => new()
    {
        { "cascade", new CascadeEntry([new CascadeTier(PlanRig.Model("a"), new TierAccept { Confidence = 0.3, Sources = [TierSource.Checks, TierSource.Verify], Judge = s_refuses }), new CascadeTier(s_refuses, null)]) },
        { "judge", new EnsembleEntry([PlanRig.Model("a"), PlanRig.Model("b")]) { Combine = Combine.Judge, Judge = s_refuses } },
        { "fuse", new EnsembleEntry([PlanRig.Model("a"), PlanRig.Model("b")]) { Combine = Combine.Fuse, Synthesiser = s_refuses } },
        { "gate", new GateEntry([Expert("x", "a"), Expert("y", "b")]) { Top = 2, Merge = s_refuses } },
        { "splitter", new GateEntry([Expert("x", "a"), Expert("y", "a")]) { Splitter = s_refuses } },
        { "planner", new DecomposeEntry { Planner = s_refuses, Workers = [new DecomposeWorker(PlanRig.Model("a"), [])] } },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Call_ThatIsRefusedAsInvalid_DoesNotEndThePlan(string kind, NodeEntry plan)
    {
        _rig.Models["refuses"] = new ScriptedModel { Fails = () => new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "No such setting.", "temperature") };

        Assert.Contains("Paris", Answer(kind, plan), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Call_WhoseContentAVendorRefuses_DoesNotEndThePlan(string kind, NodeEntry plan)
    {
        _rig.Models["refuses"] = new ScriptedModel { Fails = () => new MeshException(MeshErrorCode.ContentRefused, "content_filter", "Filtered.") };

        Assert.Contains("Paris", Answer(kind, plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_OfACascade_CarryWhatWasFoundOfItsData()
    {
        _rig.Models["v"] = new ScriptedModel { Says = _ => "no" };
        var found = new FoundClasses();
        var accept = new TierAccept { Confidence = 0.99, Sources = [TierSource.Logprobs, TierSource.Agreement, TierSource.Verify], Samples = 2, Judge = PlanRig.Model("v") };
        var task = PlanRig.Ask("Which city?");

        _rig.Answer(new CascadeEntry([new CascadeTier(PlanRig.Model("a"), accept), new CascadeTier(PlanRig.Model("b"), null)]), task.Asking(task.Query, found));

        Assert.True(_rig.Models.Asked.Count >= 4);
        Assert.All(_rig.Models.Asked, a => Assert.Same(found, a.Task.Found));
    }

    private string Answer(string kind, NodeEntry plan)
    {
        var answer = _rig.Answer(plan, PlanRig.Ask("Which city is the capital of France? Tell me its river too."));

        Assert.True(_rig.Models.Names.Contains("refuses"), $"{kind} did not ask it");
        Assert.Equal(0, _rig.Models.Open);
        return answer.Text;
    }

    private static GateExpert Expert(string name, string model) => new(name, PlanRig.Model(model)) { Tasks = new Dictionary<string, double> { ["chat"] = 0.9 }, About = name };
}
