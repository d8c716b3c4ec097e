using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>Cascades whose tiers fail, are late or are not paid for, and those that stream or begin early.</summary>
public sealed class CascadeFailureTests
{
    private const string Doubtful = "I think it is probably Paris, perhaps, but I am really not sure about that at all.";
    private static readonly TierAccept s_accept = new() { Confidence = 0.8 };

    private readonly PlanRig _rig = new();

    public CascadeFailureTests()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Doubtful };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is." };
    }

    [Fact]
    public void First_ThatFails_CountsAsNotAccepted()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "one two", Breaks = (1, Faults.Broken) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?"));

        Assert.Equal("strong", answer.Model);
        Assert.Equal("tiers[0] failed: broken", answer.Report.Note);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Last_ThatFails_LeavesTheBestAnswerSoFarWithANote(bool streaming)
    {
        _rig.Models["strong"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?", streaming));

        Assert.Equal((Doubtful, "weak", "stop"), (answer.Text, answer.Model, answer.Finish));
        Assert.EndsWith("tiers[1] failed: overload; tiers[0] given all the same (degraded)", answer.Report.Note, StringComparison.Ordinal);
        Assert.True(answer.Report.Confidence < 0.8);
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Last_OfAWholeAnswerThatBreaksOff_LeavesTheBestAnswerSoFar()
    {
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "one two", Breaks = (1, Faults.Broken) };

        Assert.Equal(Doubtful, _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?", streaming: false)).Text);
    }

    [Fact]
    public void All_ThatFail_EndInTheLastOnesErrorWithEachOnesReason()
    {
        _rig.Models["weak"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };
        _rig.Models["strong"] = new ScriptedModel { Fails = () => Faults.Upstream("broken") };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?")));

        Assert.Equal("broken", fault.Error.Reason);
        Assert.Equal(["tiers[0]: overload", "tiers[1]: broken"], fault.Error.Attempts);
    }

    [Fact]
    public void Budget_ThatPaysForTheFirstTierOnly_GivesItsAnswer()
    {
        _rig.Models["strong"] = new ScriptedModel { Price = new() { In = 1000, CachedIn = 1000, Out = 1000 } };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?", settings: new ChatSettings { MaxOutputTokens = 50 }), maxUsd: 0.001m);

        Assert.Equal(Doubtful, answer.Text);
        Assert.Contains("tiers[1] failed: plan_budget", answer.Report.Note, StringComparison.Ordinal);
        Assert.True(answer.Account.CostUsd <= 0.001m);
    }

    [Fact]
    public void Budget_IsKeptForTheNextTier()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => string.Join(' ', Enumerable.Repeat("perhaps", 5000)) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?"), maxUsd: 0.002m);

        Assert.Equal("strong", answer.Model);
        Assert.InRange(answer.Account.CostUsd, 0.0005m, 0.002m);
    }

    [Fact]
    public void Deadline_IsKeptForTheNextTier()
    {
        _rig.Models["weak"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is.", Seconds = 4, First = TimeSpan.FromSeconds(3) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?"), deadline: TimeSpan.FromSeconds(10));

        Assert.Equal("strong", answer.Model);
        Assert.InRange(answer.Report.Nodes[1].Began, TimeSpan.FromSeconds(5.9), TimeSpan.FromSeconds(6.1));
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Caller_WhoGoesAway_EndsTheTierThatRuns()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Doubtful, Between = TimeSpan.FromSeconds(1) };
        using var gone = new CancellationTokenSource(TimeSpan.FromSeconds(2), _rig.Time);

        Assert.ThrowsAny<OperationCanceledException>(() => _rig.Answer(CascadeNodeTests.Of(s_accept), PlanRig.Ask("Which city?"), cancellationToken: gone.Token));

        Assert.Equal(0, _rig.Models.Open);
        Assert.Equal(["weak"], _rig.Models.Names);
    }

    [Fact]
    public void Inside_AFallback_ItsFailureMovesOn()
    {
        _rig.Models["weak"] = new ScriptedModel { Fails = () => Faults.Upstream() };
        _rig.Models["strong"] = new ScriptedModel { Fails = () => Faults.Upstream() };
        _rig.Models["last"] = new ScriptedModel { Says = _ => "from last" };

        Assert.Equal("from last", _rig.Answer(new FallbackEntry([CascadeNodeTests.Of(s_accept), PlanRig.Model("last")]), PlanRig.Ask("Which city?")).Text);
    }

    [Fact]
    public void Around_AFallback_ItsAnswerIsJudged()
    {
        _rig.Models["bad"] = new ScriptedModel { Fails = () => Faults.Upstream() };
        var plan = new CascadeEntry([new CascadeTier(new FallbackEntry([PlanRig.Model("bad"), PlanRig.Model("weak")]), s_accept), new CascadeTier(PlanRig.Model("strong"), null)]);

        var answer = _rig.Answer(plan, PlanRig.Ask("Which city?"));

        Assert.Equal("strong", answer.Model);
        Assert.Equal(["bad", "weak", "strong"], _rig.Models.Names);
    }

    [Fact]
    public void Stream_ThatMayBeginAnew_ShowsTheFirstTierAndIsReset()
    {
        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), Accepting("Which city?"));

        Assert.Equal(("Paris it is.", "strong", "stop", 1), (answer.Text, answer.Model, answer.Finish, answer.Restarts));
        var reset = Assert.Single(answer.Frames.OfType<TakeOverFrame>());
        Assert.Equal(("weak-api", "strong-api", "not_accepted", (long)Doubtful.Length), (reset.From, reset.To, reset.Reason, reset.Characters));
        Assert.Single(answer.Frames, f => f.Read().Any(e => e is ChoiceFinished));
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Stream_OfAnAcceptedTier_IsNotHeld()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "The capital of France is Paris.", Between = TimeSpan.FromSeconds(1) };

        var first = _rig.Run(async () =>
        {
            await using var answer = await _rig.BeginAsync(CascadeNodeTests.Of(s_accept, streams: true), Accepting("Which city?"));
            await using var frames = answer.ReadAsync().GetAsyncEnumerator();
            await frames.MoveNextAsync();
            return _rig.Trace!.Report().Took;
        });
        var whole = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), Accepting("Which city?"));

        Assert.True(first < TimeSpan.FromSeconds(1), $"{first}");
        Assert.Equal(("weak", 0, "stop"), (whole.Model, whole.Restarts, whole.Finish));
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Stream_WhoseNextTierFails_EndsAsItBegan()
    {
        _rig.Models["strong"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), Accepting("Which city?"));

        Assert.Equal((Doubtful, 0, "stop"), (answer.Text, answer.Restarts, answer.Finish));
        Assert.Contains("degraded", answer.Report.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_ThatBreaksOff_IsTakenOverByTheNextTier()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "one two", Breaks = (1, Faults.Broken) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), Accepting("Which city?"));

        Assert.Equal(("Paris it is.", 1), (answer.Text, answer.Restarts));
    }

    [Fact]
    public void Stream_ToACallerWhoTakesNoReset_IsHeld()
    {
        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, streams: true), PlanRig.Ask("Which city?"));

        Assert.Equal(("Paris it is.", 0), (answer.Text, answer.Restarts));
    }

    [Fact]
    public void Next_BeginsEarlyWhereTheFirstShowsDoubt()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Doubtful, Between = TimeSpan.FromSeconds(1) };
        _rig.Models["strong"] = new ScriptedModel { Says = _ => "Paris it is.", First = TimeSpan.FromSeconds(5) };

        var answer = _rig.Answer(CascadeNodeTests.Of(s_accept, early: true), PlanRig.Ask("Which city?"));

        Assert.Equal("Paris it is.", answer.Text);
        Assert.True(answer.Report.Nodes[1].Began < answer.Report.Nodes[0].Took - TimeSpan.FromSeconds(5), $"{answer.Report.Nodes[1].Began} of {answer.Report.Nodes[0].Took}");
        Assert.Equal(0, _rig.Models.Open);
    }

    [Fact]
    public void Next_ThatBeganEarly_IsCancelledWhereTheFirstIsAccepted()
    {
        _rig.Models["weak"] = new ScriptedModel { Says = _ => Doubtful, Between = TimeSpan.FromSeconds(1) };
        _rig.Models["strong"] = new ScriptedModel { First = TimeSpan.FromMinutes(5) };

        var answer = _rig.Answer(CascadeNodeTests.Of(new TierAccept { Confidence = 0.01 }, early: true), PlanRig.Ask("Which city?"));

        Assert.Equal(Doubtful, answer.Text);
        Assert.Equal(NodeState.Cancelled, answer.Report.Nodes[1].State);
        Assert.Equal(["weak", "strong"], _rig.Models.Names);
        Assert.Equal(0, _rig.Models.Open);
    }

    private static ChatTask Accepting(string text)
    {
        var asked = PlanRig.Ask(text);
        return new ChatTask(asked.Query, asked.Request, streaming: true) { Accepts = CallerSignals.Reset };
    }
}
