using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Failover;

public sealed class SingleStrategyTests
{
    private static readonly ChatTask s_task = new(new RouteQuery { Target = "r" }, () => throw new InvalidOperationException("Nobody reads the content."), streaming: true);
    private readonly ScriptedCaller _caller = new();
    private readonly FailoverLoop _loop = new(new RetryBudget(new FakeTimeProvider()), _ => { });

    [Fact]
    public async Task Answer_FirstEndpointAnswers_AsksNobodyElse()
    {
        _caller.Answers("a", "one", "two");

        await using var answer = await AnswerAsync("a", "b");

        Assert.Equal(["one", "two"], await TextsAsync(answer));
        Assert.Equal((1, "a", 0), (answer.Attempts, answer.Attempt.Endpoint, answer.FallbackFrom.Count));
        Assert.Equal(["a"], _caller.Asked);
    }

    [Fact]
    public async Task Answer_RefusedAtTheDoor_MovesOn()
    {
        _caller.Refuses("a", ScriptedCaller.Fault("full")).Answers("b", "hello");

        await using var answer = await AnswerAsync("a", "b");

        Assert.Equal(["hello"], await TextsAsync(answer));
        Assert.Equal((2, "b"), (answer.Attempts, answer.Attempt.Endpoint));
        Assert.Equal(["a"], answer.FallbackFrom);
    }

    [Fact]
    public async Task Answer_BrokenBeforeContent_MovesOnAndDropsWhatCameBefore()
    {
        _caller.BreaksAfter("a", ScriptedCaller.Fault("broken"), null, null).Answers("b", null, "hello");

        await using var answer = await AnswerAsync("a", "b");

        Assert.Equal([null, "hello"], await TextsAsync(answer));
        Assert.Equal((1, 1), (_caller.Attempts["a"].Disposals, _caller.Attempts["a"].Closings));
        Assert.Equal(0, _caller.Attempts["b"].Disposals);
    }

    [Fact]
    public async Task Answer_BrokenAfterContent_IsNotTakenOver()
    {
        _caller.BreaksAfter("a", ScriptedCaller.Fault("broken"), "one").Answers("b", "other");
        var answer = await AnswerAsync("a", "b");

        var fault = await Assert.ThrowsAsync<EndpointException>(() => TextsAsync(answer));
        await answer.DisposeAsync();

        Assert.Equal("broken", fault.Error.Reason);
        Assert.Equal(["a"], _caller.Asked);
        Assert.Equal(1, _caller.Attempts["a"].Disposals);
    }

    [Fact]
    public async Task Answer_CallersOwnFault_IsNotTriedElsewhere()
    {
        _caller.Refuses("a", ScriptedCaller.Fault("bad_request", mayMove: false)).Answers("b", "hello");

        var error = (await Assert.ThrowsAsync<MeshException>(() => AnswerAsync("a", "b"))).Error;

        Assert.Equal("bad_request", error.Reason);
        Assert.Equal(["a: bad_request"], error.Attempts);
        Assert.Equal(["a"], _caller.Asked);
    }

    [Fact]
    public async Task Answer_EverybodyFails_StopsAtTheBoundAndListsAttempts()
    {
        string[] names = ["a", "b", "c", "d", "e", "f"];
        foreach (var name in names)
        {
            _caller.Refuses(name, ScriptedCaller.Fault($"why_{name}"));
        }

        var thrown = await Assert.ThrowsAsync<MeshException>(() => AnswerAsync(names));

        Assert.Equal(FailoverLoop.MaxAttempts, _caller.Asked.Count);
        Assert.Equal("why_d", thrown.Error.Reason);
        Assert.Equal(["a: why_a", "b: why_b", "c: why_c", "d: why_d"], thrown.Error.Attempts);
        Assert.IsType<EndpointException>(thrown.InnerException);
    }

    [Fact]
    public async Task Answer_ExcludedCandidates_AreNeverAsked()
    {
        _caller.Refuses("a", ScriptedCaller.Fault("full")).Answers("b", "hello");
        var decision = Decisions.Of("a", "b") with { Eligible = 1 };

        await Assert.ThrowsAsync<MeshException>(() => new SingleStrategy(_caller, _loop).AnswerAsync(decision, s_task, default));

        Assert.Equal(["a"], _caller.Asked);
    }

    [Fact]
    public async Task Answer_NoEligibleCandidate_SaysWhy()
    {
        var thrown = await Assert.ThrowsAsync<MeshException>(() => AnswerAsync());

        Assert.Equal("no_endpoint", thrown.Error.Reason);
        Assert.Empty(_caller.Asked);
    }

    [Fact]
    public async Task Answer_CanceledWhileItWaits_IsNoFailureAndMovesNowhere()
    {
        _caller.BreaksAfter("a", new OperationCanceledException(), [null]).Answers("b", "hello");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AnswerAsync("a", "b"));

        Assert.Equal(["a"], _caller.Asked);
        Assert.Equal((1, 1), (_caller.Attempts["a"].Disposals, _caller.Attempts["a"].Closings));
    }

    // A transport may report the caller's going away as its own fault.
    [Fact]
    public async Task Answer_CanceledAndReportedAsAFault_AsksNobodyElse()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        _caller.Refuses("a", ScriptedCaller.Fault("broken")).Answers("b", "hello");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SingleStrategy(_caller, _loop).AnswerAsync(Decisions.Of("a", "b"), s_task, gone.Token));

        Assert.DoesNotContain("b", _caller.Asked);
    }

    [Fact]
    public async Task Answer_DefectOfTheMesh_IsNotHiddenByAnotherAttempt()
    {
        _caller.Refuses("a", new InvalidOperationException("defect")).Answers("b", "hello");

        await Assert.ThrowsAsync<InvalidOperationException>(() => AnswerAsync("a", "b"));
        Assert.Equal(["a"], _caller.Asked);
    }

    [Fact]
    public async Task Answer_OnlySignsOfLife_AreDroppedBeforeTheyPileUpAndLeaveTheWayToTheNextOpen()
    {
        _caller.BreaksAfter("a", ScriptedCaller.Fault("broken"), [.. Enumerable.Repeat<string?>(null, 100)]).Answers("b", [.. Enumerable.Repeat<string?>(null, 100), "late"]);

        await using var answer = await AnswerAsync("a", "b");

        Assert.Equal([.. Enumerable.Repeat<string?>(null, 64), "late"], await TextsAsync(answer));
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_ClosesFramesAndAttempt()
    {
        _caller.Answers("a", "one", "two");

        await (await AnswerAsync("a")).DisposeAsync();

        Assert.Equal((1, 1), (_caller.Attempts["a"].Disposals, _caller.Attempts["a"].Closings));
    }

    [Fact]
    public async Task Dispose_FramesThatFailToClose_StillAccountsTheAttempt()
    {
        _caller.Answers(new ScriptedAttempt("a", ["one", "two"], null) { Closing = new IOException("gone") });
        var answer = await AnswerAsync("a");

        await Assert.ThrowsAsync<IOException>(async () => await answer.DisposeAsync());

        Assert.Equal(1, _caller.Attempts["a"].Disposals);
    }

    private Task<PlanAnswer> AnswerAsync(params string[] endpoints) => new SingleStrategy(_caller, _loop).AnswerAsync(Decisions.Of(endpoints), s_task, default);

    private static async Task<List<string?>> TextsAsync(PlanAnswer answer)
    {
        var texts = new List<string?>();
        await foreach (var frame in answer.ReadAsync())
        {
            texts.Add(((ScriptedFrame)frame).Text);
        }

        return texts;
    }
}
