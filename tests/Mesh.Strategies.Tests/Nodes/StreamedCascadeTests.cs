using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>Cascades that are seen while they are not decided: their time, their length and what stands in them.</summary>
public sealed class StreamedCascadeTests
{
    private const string Doubtful = "I think it is probably Paris, perhaps, but I am really not sure about that at all.";
    private static readonly TierAccept s_accept = new() { Confidence = 0.8 };
    private readonly PlanRig _rig = new();

    public StreamedCascadeTests()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Doubtful };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is." };
    }

    [Fact]
    public void First_ThatIsSlowToItsEnd_LeavesTheNextItsTime()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => string.Join(' ', Enumerable.Repeat("word", 100)), Between = TimeSpan.FromSeconds(1) };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is.", Seconds = 4, First = TimeSpan.FromSeconds(3) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), Accepting(), deadline: TimeSpan.FromSeconds(10));

        Assert.Equal(("Paris it is.", "strong", 1), (answer.Text, answer.Model, answer.Restarts));
        Assert.Contains("tiers[0] failed: node_deadline", answer.Report.Note, StringComparison.Ordinal);
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Cascade_UnderAFallback_HasAllTheTimeOnceItsFirstContentCame()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "The capital of France is Paris.", Between = TimeSpan.FromSeconds(1.4) };
        _rig.Models["judge"] = new ScriptedModel { Says = _ => "yes", First = TimeSpan.FromSeconds(3) };
        var accept = new TierAccept { Confidence = 0.6, Sources = [TierSource.Verify], Judge = PlanRig.Model("judge") };

        var answer = _rig.Answer(new FallbackEntry([CascadeNodeTests.Of(accept, streams: true), PlanRig.Model("strong")]), Accepting(), deadline: TimeSpan.FromSeconds(18));

        Assert.Equal(("The capital of France is Paris.", 0), (answer.Text, answer.Restarts));
        Assert.Contains("judge", _rig.Models.Names);
    }

    [Fact]
    public void Cascade_OfCascades_IsResetOnce()
    {
        var inner = CascadeNodeTests.Of(s_accept, streams: true);
        _rig.Models["last"] = new ScriptedModel { Says = _ => "from last" };
        var plan = new CascadeEntry([new CascadeTier(inner, new TierAccept { Confidence = 0.999 }), new CascadeTier(CascadeNodeTests.Of(s_accept, streams: true), null)]) { Streams = true };

        var answer = _rig.Answer(plan, Accepting());

        Assert.Equal("Paris it is.", answer.Text);
        Assert.InRange(answer.Restarts, 0, 1);
    }

    [Fact]
    public void First_ThatIsTooLong_IsTakenOver()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => new string('x', HeldAnswer.MostCharacters + 1) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), Accepting());

        Assert.Equal(("Paris it is.", 1), (answer.Text, answer.Restarts));
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Early_LastTier_LeavesTheJudgeItsMoney()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Doubtful + " " + string.Join(' ', Enumerable.Repeat("word", 50)), Between = TimeSpan.FromMilliseconds(100) };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is.", First = TimeSpan.FromSeconds(60) };
        _rig.Models["judge"] = new ScriptedModel { Says = _ => "yes" };
        var accept = new TierAccept { Confidence = 0.5, Sources = [TierSource.Verify], Judge = PlanRig.Model("judge") };

        var answer = _rig.Answer(CascadeNodeTests.Of(accept, early: true), PlanRig.Ask("Which city?"), maxUsd: 0.02m);

        Assert.Contains("begun early", answer.Report.Note, StringComparison.Ordinal);
        Assert.Contains("judge", _rig.Models.Names);
        Assert.Equal("weak", answer.Model);
        Assert.Equal(0, _rig.Models.Open);
    }

    private static ChatTask Accepting() => PlanRig.Ask("Which city?").Accepting(CallerSignals.Reset);
}
