using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Failover;

/// <summary>Answers that break off after their first content, on routes that let another endpoint take over.</summary>
public sealed class ResumptionTests
{
    private static readonly ChatRequest s_request = new() { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] };
    private readonly ScriptedCaller _caller = new();
    private readonly RetryBudget _budget = new(new FakeTimeProvider());
    private readonly List<RetryKind> _told = [];

    [Fact]
    public async Task Restart_AnswerBreaksOff_BeginsAnewElsewhereBehindAReset()
    {
        _caller.BreaksAfter("a", Broken, "one", "two").Answers("b", null, "eins", "zwei", "drei");

        await using var answer = await AnswerAsync(OnInterruption.Restart, CallerSignals.Reset);
        var frames = await FramesAsync(answer);

        Assert.Equal(["one", "two", "<reset a b 6>", null, "eins", "zwei", "drei"], frames);
        Assert.Equal(("b", 2, "a"), (answer.Attempt.Endpoint, answer.Attempts, Assert.Single(answer.FallbackFrom)));
        Assert.NotNull(Assert.Single(answer.Failed).Account);
        Assert.Equal([RetryKind.Restart], _told);
        Assert.Equal(1, _caller.Attempts["a"].Disposals);
        Assert.Same(_caller.Tasks[0], _caller.Tasks[1]);
    }

    [Fact]
    public async Task Continue_AnswerBreaksOff_GoesOnElsewhereBehindASpliceWithTheTextAsTheAssistantsOwn()
    {
        _caller.Answers(new ScriptedAttempt("a", ["one ", "two "], Broken) { TakesPrefix = true }).Answers("b", "three");
        var request = s_request with { Settings = new ChatSettings { MaxOutputTokens = 50 } };

        await using var answer = await AnswerAsync(OnInterruption.Continue, CallerSignals.Splice, request);
        var frames = await FramesAsync(answer);

        Assert.Equal(["one ", "two ", "<splice a b 8>", "three"], frames);
        var asked = _caller.Tasks[1];
        Assert.True(asked.GoesOn);
        Assert.Null(asked.Native);
        var last = asked.Request.Messages[^1];
        Assert.Equal((ChatRole.Assistant, "one two "), (last.Role, Assert.IsType<TextPart>(Assert.Single(last.Parts)).Text));
        Assert.Equal([RetryKind.Continue], _told);
    }

    // They were full when it began; how many may refuse whoever goes on is counted anew.
    [Fact]
    public async Task Restart_AfterRefusalsBeforeTheFirstContent_StillFindsAnother()
    {
        _caller.Refuses("a", ScriptedCaller.Refusal("endpoint_full")).Refuses("b", ScriptedCaller.Refusal("endpoint_full"))
            .BreaksAfter("c", Broken, "one").Refuses("d", ScriptedCaller.Refusal("endpoint_full")).Answers("e", null, "eins");

        await using var answer = await AnswerAsync(Decisions.Of("a", "b", "c", "d", "e") with { OnInterruption = OnInterruption.Restart }, CallerSignals.Reset, s_request);

        Assert.Equal(["one", "<reset c e 3>", null, "eins"], await FramesAsync(answer));
        Assert.Equal(["a", "b", "c", "d", "e"], _caller.Asked);
    }

    [Fact]
    public async Task Continue_OtherModelsAmongTheCandidates_ArePassedOver()
    {
        _caller.Answers(new ScriptedAttempt("a", ["one "], Broken) { TakesPrefix = true }).Answers("c", "two");
        var decision = Decisions.Of("a", "b", "c") with { OnInterruption = OnInterruption.Continue };
        decision = decision with { Candidates = [decision.Candidates[0], decision.Candidates[1] with { Model = "other" }, decision.Candidates[2]] };

        await using var answer = await AnswerAsync(decision, CallerSignals.Splice, s_request);

        Assert.Equal(["one ", "<splice a c 4>", "two"], await FramesAsync(answer));
        Assert.Equal(["a", "c"], _caller.Asked);
    }

    [Theory]
    [InlineData(OnInterruption.Stop, CallerSignals.Reset | CallerSignals.Splice)]
    [InlineData(OnInterruption.Restart, CallerSignals.None)]
    [InlineData(OnInterruption.Restart, CallerSignals.Splice)]
    [InlineData(OnInterruption.Continue, CallerSignals.Reset)]
    public async Task TakeOver_NotAgreedOn_IsAnInterruptionAndNoFrameIsRead(OnInterruption route, CallerSignals caller)
    {
        _caller.Answers(new ScriptedAttempt("a", ["one"], Broken) { TakesPrefix = true, Unreadable = true }).Answers("b", "other");

        await using var answer = await AnswerAsync(route, caller);

        await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer));
        Assert.Equal(["a"], _caller.Asked);
        Assert.Null(answer.DeliveredCharacters);
        Assert.Null(answer.NotTakenOver);
    }

    public static TheoryData<string, ChatEvent> Barriers => new()
    {
        { "a tool call had begun", new ToolCallDelta(0, 0, "c", "f", "{") },
        { "it had told its reasoning", new ReasoningDelta(0, "hm") },
        { "a refusal had begun", new RefusalDelta(0, "no") },
        { "it tells log-probabilities", new LogprobsDelta(0, "{}") },
        { "it had finished", new ChoiceFinished(0, "stop") },
        { "it has several choices", new TextDelta(1, "x") },
    };

    [Theory]
    [MemberData(nameof(Barriers))]
    public async Task Restart_AfterWhatCannotBeTakenBack_IsAnInterruption(string why, ChatEvent barrier)
    {
        _caller.Answers(new ScriptedAttempt("a", ["one", "two"], Broken) { Events = [barrier] }).Answers("b", "other");

        await using var answer = await AnswerAsync(OnInterruption.Restart, CallerSignals.Reset);

        await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer));
        Assert.Equal(why, answer.NotTakenOver);
        Assert.Equal(["a"], _caller.Asked);
    }

    public static TheoryData<string, ChatRequest> Requests => new()
    {
        { "it has several choices", s_request with { Settings = new ChatSettings { Choices = 2 } } },
        { "it tells log-probabilities", s_request with { Settings = new ChatSettings { Logprobs = true } } },
        { "it is held to a form", s_request with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject) } },
        { "it is held to a form", s_request with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema, "s", "{}") } },
        { "it is held to a form", s_request with { ExtraJson = """{"guided_json":{}}""" } },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Restart_OfARequestThatAsksForMoreThanText_IsAnInterruption(string why, ChatRequest request)
    {
        _caller.BreaksAfter("a", Broken, "one").Answers("b", "other");

        await using var answer = await AnswerAsync(OnInterruption.Restart, CallerSignals.Reset, request);

        await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer));
        Assert.Equal((why, 1), (answer.NotTakenOver, _caller.Asked.Count));
    }

    [Theory]
    [InlineData("its model does not go on with a text", false, "one", false)]
    [InlineData("its text is too long to be gone on with", true, null, false)]
    [InlineData("the caller itself gave its beginning", true, "one", true)]
    public async Task Continue_WhereItCouldNotBeTrue_IsAnInterruption(string why, bool takesPrefix, string? text, bool begun)
    {
        text ??= new string('x', DeliveredText.MaxCharacters + 1);
        _caller.Answers(new ScriptedAttempt("a", [text], Broken) { TakesPrefix = takesPrefix }).Answers("b", "other");
        var request = begun ? s_request with { Messages = [.. s_request.Messages, new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart("I")] }] } : s_request;

        await using var answer = await AnswerAsync(OnInterruption.Continue, CallerSignals.Splice, request);

        await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer));
        Assert.Equal((why, 1), (answer.NotTakenOver, _caller.Asked.Count));
    }

    [Fact]
    public async Task Restart_OfATextOverTheBound_IsStillTrue()
    {
        _caller.BreaksAfter("a", Broken, new string('x', DeliveredText.MaxCharacters), "y").Answers("b", "other");

        await using var answer = await AnswerAsync(OnInterruption.Restart, CallerSignals.Reset);

        Assert.Equal("other", (await FramesAsync(answer))[^1]);
    }

    [Fact]
    public async Task Restart_BreaksOffAgain_IsAnInterruptionOfTheSecond()
    {
        _caller.BreaksAfter("a", Broken, "one").BreaksAfter("b", ScriptedCaller.Fault("silent", transport: true), "eins").Answers("c", "other");

        await using var answer = await AnswerAsync(Decisions.Of("a", "b", "c") with { OnInterruption = OnInterruption.Restart }, CallerSignals.Reset, s_request);

        await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer));
        Assert.Equal(("it had been taken over once already", 4L), (answer.NotTakenOver, answer.DeliveredCharacters));
        Assert.Equal(["a", "b"], _caller.Asked);
    }

    [Fact]
    public async Task Restart_WithTheBudgetSpent_IsAnInterruption()
    {
        while (_budget.TrySpend())
        {
        }

        _caller.BreaksAfter("a", Broken, "one").Answers("b", "other");

        await using var answer = await AnswerAsync(OnInterruption.Restart, CallerSignals.Reset);

        Assert.Equal("broken", (await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer))).Error.Reason);
        Assert.Equal([RetryKind.RefusedBudget], _told);
    }

    [Fact]
    public async Task Restart_NextFailsBeforeContent_AsksTheOneAfterAndResetsOnce()
    {
        _caller.BreaksAfter("a", Broken, "one").Refuses("b", ScriptedCaller.Fault("unreachable", transport: true)).Answers("c", "other");

        await using var answer = await AnswerAsync(Decisions.Of("a", "b", "c") with { OnInterruption = OnInterruption.Restart }, CallerSignals.Reset, s_request);

        Assert.Equal(["one", "<reset a c 3>", "other"], await FramesAsync(answer));
        Assert.Equal(3, answer.Attempts);
    }

    [Fact]
    public async Task Restart_NobodyElseAnswers_VoidsNothing()
    {
        _caller.BreaksAfter("a", Broken, "one").Refuses("b", ScriptedCaller.Fault("server_error"));

        await using var answer = await AnswerAsync(OnInterruption.Restart, CallerSignals.Reset);

        var frames = new List<string?>();
        var e = await Assert.ThrowsAsync<EndpointException>(() => FramesAsync(answer, frames));
        Assert.Equal(("broken", "nobody else answered"), (e.Error.Reason, answer.NotTakenOver));
        Assert.Equal(["one"], frames);
    }

    private static EndpointException Broken => ScriptedCaller.Fault("broken", transport: true);

    private Task<PlanAnswer> AnswerAsync(OnInterruption route, CallerSignals caller, ChatRequest? request = null) =>
        AnswerAsync(Decisions.Of("a", "b") with { OnInterruption = route }, caller, request ?? s_request);

    private Task<PlanAnswer> AnswerAsync(RouteDecision decision, CallerSignals caller, ChatRequest request) =>
        new SingleStrategy(_caller, new FailoverLoop(_budget, _told.Add)).AnswerAsync(decision, new ChatTask(new RouteQuery { Target = "r" }, request, streaming: true) { Accepts = caller }, default);

    private static async Task<List<string?>> FramesAsync(PlanAnswer answer, List<string?>? into = null)
    {
        var frames = into ?? [];
        await foreach (var frame in answer.ReadAsync())
        {
            frames.Add(frame is TakeOverFrame t ? $"<{(t.Kind == OnInterruption.Restart ? "reset" : "splice")} {t.From} {t.To} {t.Characters}>" : ((ScriptedFrame)frame).Text);
        }

        return frames;
    }
}
