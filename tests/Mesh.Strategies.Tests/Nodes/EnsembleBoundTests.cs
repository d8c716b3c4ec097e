using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>Ensembles that may not do all that they would.</summary>
public sealed class EnsembleBoundTests
{
    private readonly PlanRig _rig = new();

    [Fact]
    public void Budget_ThatDoesNotPayForAll_AsksFewer()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _rig.Models[name] = new ScriptedModel { Says = _ => "42", Price = new() { In = 1, CachedIn = 1, Out = 1_000_000 } };
        }

        // A short answer of 16 tokens is 16 USD.
        var answer = _rig.Answer(Of("a", "b", "c"), PlanRig.Ask("6 times 7?", settings: new ChatSettings { MaxOutputTokens = 16 }), maxUsd: 36);

        Assert.Equal(["a", "b"], _rig.Models.Names.Order());
        Assert.Equal((NodeState.Skipped, "members[2]"), (answer.Report.Nodes.First(n => n.State == NodeState.Skipped).State, answer.Report.Nodes.First(n => n.State == NodeState.Skipped).Place));
        Assert.True(answer.Account.CostUsd <= 36);
    }

    [Fact]
    public void Budget_ThatPaysForNobody_IsToldAsSuch()
    {
        _rig.Models["a"] = new ScriptedModel { Price = new() { In = 1, CachedIn = 1, Out = 1_000_000 } };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(Of("a", "a"), PlanRig.Ask("6 times 7?"), maxUsd: 1));

        Assert.Equal("plan_budget", fault.Error.Reason);
        Assert.Empty(_rig.Models.Names);
    }

    [Fact]
    public void Members_MoreThanMayRunAtOnce_TakeTurns()
    {
        _rig.Models["a"] = new ScriptedModel { Says = _ => "42", First = TimeSpan.FromSeconds(1) };

        var answer = _rig.Answer(Of("a") with { Samples = 16, EarlyStop = false }, PlanRig.Ask("6 times 7?"));

        Assert.Equal(8, _rig.Models.MostOpen);
        Assert.Equal("vote 16 by number", answer.Report.Note);
    }

    private static EnsembleEntry Of(params string[] models) => new([.. models.Select(PlanRig.Model)]);
}
