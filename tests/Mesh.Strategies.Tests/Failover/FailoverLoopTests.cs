using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Failover;

public sealed class FailoverLoopTests
{
    private readonly RetryBudget _budget = new(new FakeTimeProvider());
    private readonly List<RetryKind> _told = [];
    private readonly List<string> _asked = [];
    private readonly Dictionary<string, EndpointException> _script = [];
    private readonly HashSet<string> _back = [];

    [Fact]
    public async Task Ask_AfterATransportFailure_MovesOnceForNothing()
    {
        Spend();
        _script["a"] = Fault("broken", transport: true);

        var (answer, from) = await AskAsync("a", "b");

        Assert.Equal(("b", "a"), (answer, Assert.Single(from)));
        Assert.Equal([RetryKind.Free], _told);
    }

    [Fact]
    public async Task Ask_AfterASecondTransportFailure_Pays()
    {
        _script["a"] = Fault("broken", transport: true);
        _script["b"] = Fault("unreachable", transport: true);

        Assert.Equal("c", (await AskAsync("a", "b", "c")).Answer);
        Assert.Equal([RetryKind.Free, RetryKind.Paid], _told);
    }

    [Fact]
    public async Task Ask_TransportFailureAfterAnAnswerOfAnError_IsStillFreeOnce()
    {
        _script["a"] = Fault("server_error");
        _script["b"] = Fault("broken", transport: true);

        Assert.Equal("c", (await AskAsync("a", "b", "c")).Answer);
        Assert.Equal([RetryKind.Paid, RetryKind.Free], _told);
    }

    [Fact]
    public async Task Ask_WithTheBudgetSpent_EndsWithTheFailureAndSaysWhy()
    {
        Spend();
        _script["a"] = Fault("server_error");

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync("a", "b"))).Error;

        Assert.Equal((MeshErrorCode.UpstreamFailed, "server_error"), (error.Code, error.Reason));
        Assert.Contains("retry budget is spent", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a: server_error", "b: not asked, the retry budget is spent"], error.Attempts);
        Assert.Equal(["a"], _asked);
        Assert.Equal([RetryKind.RefusedBudget], _told);
    }

    // Under load one request comes to the gates again and again: it must not pay for more moves than one that is served at once.
    [Fact]
    public async Task Ask_RefusedByEveryGateAndAskedAgain_CountsOnceForTheBudget()
    {
        _script["a"] = ScriptedCaller.Refusal("endpoint_full");
        for (var i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<MeshException>(() => AskAsync("a"));
        }

        _script.Clear();
        await AskAsync("a");

        Assert.Equal(RetryBudget.Always, Enumerable.Range(0, 50).Count(_ => _budget.TrySpend()));
    }

    [Fact]
    public async Task Ask_RefusedByGates_CostsNothingAndDoesNotCountAsReached()
    {
        Spend();
        _script["a"] = ScriptedCaller.Refusal("endpoint_full");
        _script["b"] = ScriptedCaller.Refusal("endpoint_full");

        Assert.Equal("c", (await AskAsync("a", "b", "c")).Answer);
        Assert.Empty(_told);
    }

    // By then the decision is out of date: a fresh one goes by the numbers of now.
    [Fact]
    public async Task Ask_RefusedByThreeGates_IsNoCapacityAndAsksNobodyElse()
    {
        string[] full = ["a", "b", "c"];
        foreach (var name in full)
        {
            _script[name] = ScriptedCaller.Refusal("endpoint_full");
        }

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync([.. full, "d"]))).Error;

        Assert.Equal((MeshErrorCode.NoCapacity, "overloaded"), (error.Code, error.Reason));
        Assert.Equal(["a: endpoint_full", "b: endpoint_full", "c: endpoint_full"], error.Attempts);
        Assert.Equal(full, _asked);
    }

    [Fact]
    public async Task Ask_RefusalsAroundAFailure_EndWithTheFailureAfterTheThird()
    {
        _script["a"] = ScriptedCaller.Refusal("endpoint_full");
        _script["b"] = Fault("server_error");
        _script["c"] = ScriptedCaller.Refusal("endpoint_full");
        _script["d"] = ScriptedCaller.Refusal("endpoint_full");

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync("a", "b", "c", "d", "e"))).Error;

        Assert.Equal("server_error", error.Reason);
        Assert.Equal(["a", "b", "c", "d"], _asked);
    }

    [Fact]
    public async Task Ask_RefusedOnTheWayToTheNext_PaysForTheMoveOnce()
    {
        _script["a"] = Fault("server_error");
        _script["b"] = ScriptedCaller.Refusal("endpoint_full");
        _script["c"] = ScriptedCaller.Refusal("endpoint_unhealthy");

        Assert.Equal("d", (await AskAsync("a", "b", "c", "d")).Answer);
        Assert.Equal([RetryKind.Paid], _told);
    }

    [Fact]
    public async Task Ask_OnlyRefusals_IsNoCapacityWithEachReasonAndTheEarliestHint()
    {
        _script["a"] = ScriptedCaller.Refusal("endpoint_full", 7);
        _script["b"] = ScriptedCaller.Refusal("endpoint_unhealthy", 3);

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync("a", "b"))).Error;

        Assert.Equal((MeshErrorCode.NoCapacity, "overloaded", TimeSpan.FromSeconds(3)), (error.Code, error.Reason, error.RetryAfter));
        Assert.Equal(["a: endpoint_full", "b: endpoint_unhealthy"], error.Attempts);
    }

    [Fact]
    public async Task Ask_RefusalAfterAFailure_EndsWithTheFailure()
    {
        _script["a"] = Fault("server_error");
        _script["b"] = ScriptedCaller.Refusal("endpoint_full");

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync("a", "b"))).Error;

        Assert.Equal((MeshErrorCode.UpstreamFailed, "server_error"), (error.Code, error.Reason));
        Assert.Equal(["a: server_error", "b: endpoint_full"], error.Attempts);
    }

    [Theory]
    [InlineData("server_error", false)]
    [InlineData("malformed", false)]
    [InlineData("silent", true)]
    [InlineData("broken", true)]
    public async Task Ask_SameFailureAtTwoEndpoints_BlamesTheRequestAndTakesBothBack(string reason, bool transport)
    {
        var withdrawn = new List<string>();
        _script["a"] = Fault(reason, transport, () => withdrawn.Add("a"));
        _script["b"] = Fault(reason, transport, () => withdrawn.Add("b"));

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync("a", "b", "c"))).Error;

        Assert.Equal((reason, 2), (error.Reason, error.Attempts.Count));
        Assert.Contains("in the same way", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], withdrawn);
        Assert.Equal(RetryKind.Poison, _told[^1]);
        Assert.DoesNotContain("c", _asked);
    }

    [Fact]
    public async Task Ask_SameFailureWithAnotherBetween_IsPoisonToo()
    {
        var withdrawn = new List<string>();
        _script["a"] = Fault("server_error", withdraw: () => withdrawn.Add("a"));
        _script["b"] = Fault("malformed", withdraw: () => withdrawn.Add("b"));
        _script["c"] = Fault("server_error", withdraw: () => withdrawn.Add("c"));

        await Assert.ThrowsAsync<MeshException>(() => AskAsync("a", "b", "c", "d"));

        Assert.Equal(["a", "c"], withdrawn);
        Assert.Equal(["a", "b", "c"], _asked);
    }

    [Theory]
    [InlineData("unreachable", true)]
    [InlineData("rate_limited", false)]
    [InlineData("quota_spent", false)]
    [InlineData("credentials", false)]
    [InlineData("model_missing", false)]
    public async Task Ask_SameFailureThatTellsOfTheEndpoint_IsNoPoison(string reason, bool transport)
    {
        var withdrawn = 0;
        _script["a"] = Fault(reason, transport, () => withdrawn++);
        _script["b"] = Fault(reason, transport, () => withdrawn++);

        Assert.Equal("c", (await AskAsync("a", "b", "c")).Answer);
        Assert.Equal(0, withdrawn);
    }

    [Fact]
    public async Task Ask_DifferentFailures_StopAtTheBoundOfEndpointsReached()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        foreach (var name in names)
        {
            _script[name] = Fault($"why_{name}");
        }

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync(names))).Error;

        Assert.Equal((FailoverLoop.MaxAttempts, "why_d"), (_asked.Count, error.Reason));
    }

    [Fact]
    public async Task Ask_RequestEndedMeanwhile_AsksNobodyElseAndTellsNothing()
    {
        using var gone = new CancellationTokenSource();
        var loop = new FailoverLoop(_budget, _told.Add);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.AskAsync<string>(
            Decisions.Of("a", "b"),
            async endpoint =>
            {
                _asked.Add(endpoint);
                await gone.CancelAsync();
                throw Fault("broken", transport: true);
            },
            gone.Token));

        Assert.Equal(["a"], _asked);
        Assert.Empty(_told);
    }

    // A request that waited for seconds on an endpoint without a word must not end because the others were out when it came.
    [Theory]
    [InlineData(Exclusion.Unhealthy)]
    [InlineData(Exclusion.Slow)]
    [InlineData(Exclusion.CoolingDown)]
    [InlineData(Exclusion.Gone)]
    [InlineData(Exclusion.NotReady)]
    public async Task Ask_WhoWasLeftOutAndIsBack_IsAskedOnceTheOthersFailed(Exclusion excluded)
    {
        _script["a"] = Fault("silent", transport: true);
        _back.Add("c");

        var (answer, from) = await AskAsync(LeavingOut(excluded, "b", "c"));

        Assert.Equal(("c", "a"), (answer, Assert.Single(from)));
        Assert.Equal(["a", "c"], _asked);
        Assert.Equal([RetryKind.Free], _told);
    }

    [Theory]
    [InlineData(Exclusion.Full)]
    [InlineData(Exclusion.TakenOut)]
    [InlineData(Exclusion.Draining)]
    [InlineData(Exclusion.Capability)]
    public async Task Ask_WhoWasLeftOutForGood_IsNotAsked(Exclusion excluded)
    {
        _script["a"] = Fault("silent", transport: true);
        _back.Add("b");

        await Assert.ThrowsAsync<MeshException>(() => AskAsync(LeavingOut(excluded, "b")));

        Assert.Equal(["a"], _asked);
    }

    [Fact]
    public async Task Ask_WhoWasLeftOutAndIsStillOut_IsNotPaidFor()
    {
        _script["a"] = Fault("server_error");

        var error = (await Assert.ThrowsAsync<MeshException>(() => AskAsync(LeavingOut(Exclusion.Unhealthy, "b", "c")))).Error;

        Assert.Equal(["a: server_error"], error.Attempts);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Ask_OnlyRefusals_LooksAtNobodyElse()
    {
        _script["a"] = ScriptedCaller.Refusal("endpoint_full");
        _back.Add("b");

        await Assert.ThrowsAsync<MeshException>(() => AskAsync(LeavingOut(Exclusion.Unhealthy, "b")));

        Assert.Equal(["a"], _asked);
    }

    private static RouteDecision LeavingOut(Exclusion excluded, params string[] endpoints)
    {
        var all = Decisions.Of(["a", .. endpoints]);
        return all with { Eligible = 1, Candidates = [all.Candidates[0], .. all.Candidates.Skip(1).Select(c => c with { Excluded = excluded })] };
    }

    private static EndpointException Fault(string reason, bool transport = false, Action? withdraw = null) => ScriptedCaller.Fault(reason, transport: transport, withdraw: withdraw);

    private Task<(string Answer, IReadOnlyList<string> FallbackFrom)> AskAsync(params string[] endpoints) => AskAsync(Decisions.Of(endpoints));

    private Task<(string Answer, IReadOnlyList<string> FallbackFrom)> AskAsync(RouteDecision decision) => new FailoverLoop(_budget, _told.Add, _back.Contains).AskAsync(
        decision,
        endpoint =>
        {
            _asked.Add(endpoint);
            return _script.TryGetValue(endpoint, out var fault) ? Task.FromException<string>(fault) : Task.FromResult(endpoint);
        },
        CancellationToken.None);

    private void Spend()
    {
        while (_budget.TrySpend())
        {
        }
    }
}
