using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;
using Mesh.Strategies.Tests.Plans;
using Mesh.Strategies.Tests.Plans.Records;

namespace Mesh.Strategies.Tests.Nodes;

public sealed class EscalateNodeTests
{
    private static readonly EscalateEntry s_drafted = new() { Of = PlanRig.Model("weak"), Queue = "law", Reason = "On {{route}}, {{task}}: {{failure}}." };
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_taken = TimeSpan.FromMilliseconds(400);

    private readonly PlanRig _rig = new();

    public EscalateNodeTests()
    {
        _rig.Models.Reviews = _rig.Desk;
        _rig.Models["weak"] = new ScriptedModel { Says = _ => "one two three four" };
        _rig.Models["strong"] = new ScriptedModel { Says = r => $"after {r.Messages.Count}" };
        _rig.Desk.Decides = _ => ScriptedDesk.Answer("one two three five");
        _rig.Desk.After = s_taken;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Person_WhoAnswersInTime_GivesTheAnswerAndItsDistanceFromTheDraft(bool streaming)
    {
        var answer = _rig.Answer(s_drafted, PlanRig.Ask("hello", streaming), deadline: s_deadline);

        Assert.Equal(("one two three five", "stop", "person"), (answer.Text, answer.Finish, answer.Model));
        var review = answer.Report.Review!;
        Assert.Equal((ReviewState.Answered, s_taken, 0.25), (review.State, review.Took, review.Distance));
        Assert.Contains("answered after 0.4 s, 0.25 from the draft", answer.Report.Note, StringComparison.Ordinal);
        Assert.Equal((NodeState.Done, answer.Account.CostUsd), (answer.Report.State, answer.Report.Nodes[0].CostUsd));
    }

    [Fact]
    public void Review_HoldsWhatAPersonMustKnow()
    {
        _rig.Desk.Data = ["private"];

        _rig.Answer(s_drafted, PlanRig.Ask("hello"), deadline: s_deadline);

        var handed = Assert.Single(_rig.Desk.Opened);
        Assert.Equal(("acme", "web", "k1", "law", "one two three four", "weak"), (handed.Tenant, handed.Project, handed.AskedBy, handed.Queue, handed.Draft, handed.DraftModel));
        Assert.Equal(("hello", "", "d"), (((TextPart)handed.Request.Messages[0].Parts[0]).Text, handed.Place, handed.Run));
        Assert.Matches("^On r, [a-z-]+: .$", handed.Reason);
        Assert.Equal(["private"], handed.Data);
        Assert.Equal((handed.CreatedAt + s_deadline, handed.CreatedAt + TimeSpan.FromDays(7)), (handed.WaitsUntil, handed.ExpiresAt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Person_WhoIsNotWaitedForOrTooLate_LeavesTheCallerAHandle(bool waits)
    {
        _rig.Desk.Decides = _ => null;

        var began = _rig.Time.GetUtcNow();
        var answer = _rig.Answer(new FallbackEntry([s_drafted with { Waits = waits }]), PlanRig.Ask("hello"), deadline: s_deadline);

        var handed = Assert.Single(_rig.Desk.Opened);
        Assert.Equal(($"Review pending, id {handed.Id}.", "review_pending"), (answer.Text, answer.Finish));
        Assert.Equal(new ReviewHandle(handed.Id, "law", handed.ExpiresAt), Assert.Single(answer.Frames.SelectMany(f => f.Read()).OfType<ReviewPending>()).Handle);
        Assert.Equal([NodeState.Waiting, NodeState.Waiting], [answer.Report.State, answer.Report.Nodes[0].State]);
        Assert.InRange(_rig.Time.GetUtcNow() - began, TimeSpan.Zero, waits ? s_deadline : s_taken);
    }

    [Fact]
    public void Handle_AfterTextOfACascadeWasSeen_BeginsTheAnswerAnew()
    {
        _rig.Desk.Decides = _ => null;
        var cascade = new CascadeEntry([new CascadeTier(PlanRig.Model("weak"), new TierAccept { Confidence = 1 }), new CascadeTier(new EscalateEntry { Waits = false }, null)]) { Streams = true };

        var answer = _rig.Answer(cascade, PlanRig.Ask("hello").Accepting(CallerSignals.Reset), deadline: s_deadline);

        Assert.Equal((1, "review_pending", "person"), (answer.Restarts, answer.Finish, answer.Model));
        Assert.StartsWith("Review pending", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ThatIsWalkedAgain_FindsItsReviewAndTheAnswer()
    {
        var plan = new FallbackEntry([s_drafted]);
        _rig.Desk.After = s_deadline * 2;
        Assert.ThrowsAny<OperationCanceledException>(() => Walk("task-1"));
        _rig.Time.Advance(_rig.Desk.After);

        Assert.Equal("one two three five", Walk("task-1").Text);
        Assert.ThrowsAny<OperationCanceledException>(() => Walk("task-2"));
        Assert.Equal(["fallback[0]", "fallback[0]"], _rig.Desk.Opened.Select(o => o.Place));
        Assert.Equal(2, _rig.Desk.Opened.Select(o => o.Id).Distinct().Count());

        PlannedText Walk(string key)
        {
            // Whoever runs it ends it once its time is over.
            using var over = new CancellationTokenSource(s_deadline, _rig.Time);
            _rig.Durable = new DurableWalk(key, new RecordInMemory());
            return _rig.Answer(plan, PlanRig.Ask("hello"), deadline: s_deadline, cancellationToken: over.Token);
        }
    }

    [Fact]
    public void Run_ThatOutlivesItsProcess_WaitsAlsoWhereACallerWouldGetTheHandle()
    {
        _rig.Durable = new DurableWalk("task-1", new RecordInMemory());

        Assert.Equal("one two three five", _rig.Answer(s_drafted with { Waits = false }, PlanRig.Ask("hello"), deadline: s_deadline).Text);
    }

    [Fact]
    public void Person_AskedAsTheLastOfANonAcceptedCascade_GoesOnInAPipelineThreeDeep()
    {
        var cascade = new CascadeEntry([new CascadeTier(PlanRig.Model("weak"), new TierAccept { Confidence = 1 }), new CascadeTier(new FallbackEntry([s_drafted]), null)]);
        var plan = new PipelineEntry([new PipelineStep("first", cascade), new PipelineStep("last", PlanRig.Model("strong")) { Prompt = "Go on: {{steps.first.text}}" }]);

        _rig.Answer(plan, PlanRig.Ask("hello"), deadline: s_deadline * 5);

        Assert.Contains("one two three five", _rig.Models.Asked[^1].Prompt, StringComparison.Ordinal);
        Assert.Equal("first/tiers[1]/fallback[0]", _rig.Desk.Opened.Single().Place);
    }

    [Theory]
    [InlineData(ReviewState.Rejected, "review_rejected", MeshErrorCode.ContentRefused)]
    [InlineData(ReviewState.Expired, "review_expired", MeshErrorCode.DeadlineExceeded)]
    public void Review_ThatEndsWithoutAnAnswer_IsAnErrorOfItsOwn(ReviewState state, string reason, MeshErrorCode code)
    {
        _rig.Desk.Decides = _ => ScriptedDesk.Answer("") with { State = state, Reason = "not ours" };

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(s_drafted, PlanRig.Ask("hello"), deadline: s_deadline));

        Assert.Equal((code, reason), (fault.Error.Code, fault.Error.Reason));
        Assert.Equal((NodeState.Failed, reason), (_rig.Trace!.Report().State, _rig.Trace.Report().Error));
    }

    [Fact]
    public void Part_OfTheDeadline_ThatIsOver_LeavesTheNextNodeItsTurn()
    {
        _rig.Desk.Decides = _ => null;

        var answer = _rig.Answer(new FallbackEntry([new EscalateEntry(), PlanRig.Model("strong")]), PlanRig.Ask("hello"), deadline: s_deadline);

        Assert.Equal("after 1", answer.Text);
        Assert.Equal("node_deadline", answer.Report.Nodes[0].Error);
    }

    [Fact]
    public void Part_OfAPipelinesDeadline_ThatIsOver_LeavesTheCallerTheHandle()
    {
        _rig.Desk.Decides = _ => null;
        var plan = new PipelineEntry([new PipelineStep("ask", new EscalateEntry()), new PipelineStep("last", PlanRig.Model("strong"))]);

        var answer = _rig.Answer(plan, PlanRig.Ask("hello"), deadline: s_deadline);

        Assert.Equal(("review_pending", NodeState.Waiting, "node_deadline"), (answer.Finish, answer.Report.State, answer.Report.Nodes[0].Error));
        Assert.Empty(_rig.Models.Asked);
    }

    [Fact]
    public void Draft_ThatFails_IsHandedOverWithTheReasonAlone()
    {
        _rig.Models["weak"] = new ScriptedModel { Fails = () => Faults.Upstream("overload") };

        var answer = _rig.Answer(s_drafted with { OnFailure = true }, PlanRig.Ask("hello"), deadline: s_deadline);

        Assert.Equal("one two three five", answer.Text);
        var handed = _rig.Desk.Opened.Single();
        Assert.Null(handed.Draft);
        Assert.Contains("overload", handed.Reason, StringComparison.Ordinal);
        Assert.Null(answer.Report.Review!.Distance);
    }

    [Fact]
    public void Draft_ThatHasNotFailed_IsTheAnswerWhereOnlyFailuresAreHandedOver()
    {
        var answer = _rig.Answer(s_drafted with { OnFailure = true }, PlanRig.Ask("hello"), deadline: s_deadline);

        Assert.Equal(("one two three four", "weak"), (answer.Text, answer.Model));
        Assert.Empty(_rig.Desk.Opened);
    }

    [Theory]
    [InlineData("a contract", 1)]
    [InlineData("a poem", 0)]
    public void Condition_ThatDoesNotHold_LeavesTheDraftAsTheAnswer(string text, int handed)
    {
        var says = new RuleCall("contains", [new RuleName("message"), new RuleText("contract")]);

        _rig.Answer(s_drafted with { When = "contains(\"contract\")", Condition = says }, PlanRig.Ask(text), deadline: s_deadline);

        Assert.Equal(handed, _rig.Desk.Opened.Count);
    }

    [Fact]
    public void Desk_ThatIsOutOfReachForAWhile_IsAskedAgain()
    {
        _rig.Desk.OutOfReach = 3;

        Assert.Equal("one two three five", _rig.Answer(s_drafted, PlanRig.Ask("hello"), deadline: s_deadline * 2).Text);
        Assert.Single(_rig.Desk.Opened);
    }

    [Fact]
    public void Queue_ThatIsFull_IsAFailureThatOthersMakeGood()
    {
        _rig.Desk.Refuses = () => new MeshException(MeshErrorCode.QuotaExhausted, "review_queue_full", "full");

        var answer = _rig.Answer(new FallbackEntry([s_drafted, PlanRig.Model("strong")]), PlanRig.Ask("hello"), deadline: s_deadline);

        Assert.Equal(("after 1", "review_queue_full"), (answer.Text, answer.Report.Nodes[0].Error));
    }

    [Fact]
    public void Data_ThatTheQueueMayNotSee_IsNotHandedOver()
    {
        _rig.Desk.Data = ["private"];

        var fault = Assert.Throws<MeshException>(() => _rig.Answer(s_drafted with { Data = ["public"] }, PlanRig.Ask("hello"), deadline: s_deadline));

        Assert.Equal("data_policy", fault.Error.Reason);
        Assert.Empty(_rig.Desk.Opened);
    }

    [Fact]
    public void Request_ThatIsTooLarge_IsNotHandedOver()
    {
        var fault = Assert.Throws<MeshException>(() => _rig.Answer(new EscalateEntry(), PlanRig.Ask(new string('a', ReviewRequest.MostCharacters + 1)), deadline: s_deadline));

        Assert.Equal("review_too_large", fault.Error.Reason);
        Assert.Empty(_rig.Desk.Opened);
    }

    [Fact]
    public void Node_WhileItWaits_SaysSoInItsReport()
    {
        _rig.Run(async () =>
        {
            var beginning = _rig.BeginAsync(s_drafted, PlanRig.Ask("hello"), deadline: s_deadline);
            while (_rig.Trace!.Report().State != NodeState.Waiting)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), _rig.Time);
            }

            Assert.Equal(ReviewState.Pending, _rig.Trace.Report().Review!.State);
            return await PlanRig.ReadAsync(beginning);
        });
    }

    [Fact]
    public void Cancellation_WhileAPersonIsWaitedFor_EndsThePlan()
    {
        using var gone = new CancellationTokenSource(s_taken / 2, _rig.Time);

        Assert.ThrowsAny<OperationCanceledException>(() => _rig.Answer(s_drafted, PlanRig.Ask("hello"), deadline: s_deadline, cancellationToken: gone.Token));

        Assert.Equal((NodeState.Cancelled, 0), (_rig.Trace!.Report().State, _rig.Models.Open));
    }
}
