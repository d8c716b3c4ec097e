using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Hedging;
using Mesh.Strategies.Tests.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Hedging;

public sealed class HedgeTests : IDisposable
{
    private static readonly ChatTask s_task = new(new RouteQuery { Target = "r" }, () => throw new InvalidOperationException("Nobody reads the content."), streaming: true);
    private readonly FakeTimeProvider _time = new();
    private readonly PausedCaller _caller = new();
    private readonly HedgeBudget _budget = new();
    private readonly List<HedgeEnd> _told = [];
    private readonly CancellationTokenSource _request = new();
    private readonly SingleStrategy _strategy;

    public HedgeTests()
    {
        Enumerable.Range(0, 100).ToList().ForEach(_ => _budget.Count());
        var loop = new FailoverLoop(new RetryBudget(_time), _ => { });
        _strategy = new SingleStrategy(_caller, loop, new Hedge((e, _) => e == "new" ? null : TimeSpan.FromSeconds(2), _budget, _told.Add, _time));
    }

    public void Dispose() => _request.Dispose();

    [Fact]
    public async Task Hedge_AnswerInTime_AsksNobodyElse()
    {
        var answering = AnswerAsync("a", "b");
        _time.Advance(TimeSpan.FromSeconds(1.9));
        _caller.Answer("a");

        await using var answer = await answering;

        Assert.Equal(("a", 1), (answer.Attempt.Endpoint, _caller.Asked.Count));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Hedge_LateAnswer_IsTheSecondOnesAndTheFirstIsCancelled()
    {
        var answering = AnswerAsync("a", "b");
        _time.Advance(TimeSpan.FromSeconds(2));
        await _caller.IsAskedAsync("b");
        _caller.Answer("b");

        await using var answer = await answering;

        Assert.Equal(("b", 0), (answer.Attempt.Endpoint, _caller.Attempts["b"].Disposals));
        await _caller.IsCancelledAsync("a");
        Assert.Equal([HedgeEnd.Won], _told);
    }

    [Fact]
    public async Task Hedge_FirstOneAfterAll_ClosesTheSecond()
    {
        var answering = AnswerAsync("a", "b");
        _time.Advance(TimeSpan.FromSeconds(2));
        await _caller.IsAskedAsync("b");
        _caller.Answer("a");

        await using var answer = await answering;

        Assert.Equal("a", answer.Attempt.Endpoint);
        await _caller.IsCancelledAsync("b");
        Assert.Equal([HedgeEnd.Lost], _told);
    }

    [Fact]
    public async Task Hedge_FirstOneFailsWhileTheSecondWorks_WaitsForTheSecond()
    {
        var answering = AnswerAsync("a", "b");
        _time.Advance(TimeSpan.FromSeconds(2));
        await _caller.IsAskedAsync("b");
        _caller.Fail("a", ScriptedCaller.Fault("broken"));
        _caller.Answer("b");

        await using var answer = await answering;

        // Whether the first one's failure is told depends on which of the two was seen first.
        Assert.Equal("b", answer.Attempt.Endpoint);
        Assert.Equal([HedgeEnd.Won], _told);
    }

    [Fact]
    public async Task Hedge_BothFail_GoesOnToTheThird()
    {
        var answering = AnswerAsync("a", "b", "c");
        _time.Advance(TimeSpan.FromSeconds(2));
        await _caller.IsAskedAsync("b");
        _caller.Fail("b", ScriptedCaller.Fault("server_error"));
        _caller.Fail("a", ScriptedCaller.Fault("broken"));
        await _caller.IsAskedAsync("c");
        _caller.Answer("c");

        await using var answer = await answering;

        Assert.Equal("c", answer.Attempt.Endpoint);
        Assert.Equal(["b", "a"], answer.FallbackFrom);
        Assert.Equal([HedgeEnd.Failed], _told);
    }

    [Fact]
    public async Task Hedge_WithoutABudget_WaitsForTheFirst()
    {
        while (_budget.TrySpend())
        {
        }

        var answering = AnswerAsync("a", "b");
        _time.Advance(TimeSpan.FromSeconds(5));
        await WaitAsync(() => _told.Count > 0);
        _caller.Answer("a");

        await using var answer = await answering;

        Assert.Equal(("a", 1), (answer.Attempt.Endpoint, _caller.Asked.Count));
        Assert.Equal([HedgeEnd.RefusedBudget], _told);
    }

    [Fact]
    public async Task Hedge_OtherModelNextOrNothingKnown_AsksNobodyElse()
    {
        var other = Decisions.Of("a", "b") with { Hedge = true };
        other = other with { Candidates = [other.Candidates[0], other.Candidates[1] with { Model = "n" }] };
        var answering = _strategy.AnswerAsync(other, s_task, _request.Token);
        _time.Advance(TimeSpan.FromSeconds(5));
        _caller.Answer("a");
        await using (await answering)
        {
        }

        answering = AnswerAsync("new", "b");
        _time.Advance(TimeSpan.FromSeconds(5));
        _caller.Answer("new");
        await using (await answering)
        {
        }

        Assert.Equal(["a", "new"], _caller.Asked);
    }

    [Fact]
    public async Task Hedge_RouteThatDoesNotAskForIt_NeverHedges()
    {
        var answering = _strategy.AnswerAsync(Decisions.Of("a", "b"), s_task, _request.Token);
        _time.Advance(TimeSpan.FromSeconds(50));
        _caller.Answer("a");

        await using var answer = await answering;

        Assert.Equal(["a"], _caller.Asked);
    }

    [Fact]
    public async Task Hedge_CallerGoesAway_CancelsBoth()
    {
        var answering = AnswerAsync("a", "b");
        _time.Advance(TimeSpan.FromSeconds(2));
        await _caller.IsAskedAsync("b");

        await _request.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await _caller.IsCancelledAsync("a");
        await _caller.IsCancelledAsync("b");
    }

    [Fact]
    public void Budget_OverManyRequests_IsATwentieth()
    {
        var (budget, spent) = (new HedgeBudget(), 0);
        for (var i = 0; i < 10_000; i++)
        {
            budget.Count();
            spent += budget.TrySpend() ? 1 : 0;
        }

        Assert.Equal(500, spent);
    }

    [Fact]
    public void Budget_AfterACalmTime_HasFewSaved()
    {
        var (budget, spent) = (new HedgeBudget(), 0);
        Assert.False(budget.TrySpend());
        Enumerable.Range(0, 10_000).ToList().ForEach(_ => budget.Count());
        while (budget.TrySpend())
        {
            spent++;
        }

        Assert.Equal(HedgeBudget.Most, spent);
    }

    private Task<PlanAnswer> AnswerAsync(params string[] endpoints) => _strategy.AnswerAsync(Decisions.Of(endpoints) with { Hedge = true }, s_task, _request.Token);

    private static async Task WaitAsync(Func<bool> state)
    {
        for (var looks = 0; !state(); looks++)
        {
            Assert.True(looks < 30_000, "did not come true");
            await Task.Delay(1);
        }
    }

    /// <summary>Endpoints that answer when the test says so.</summary>
    private sealed class PausedCaller : IEndpointCaller
    {
        private readonly Dictionary<string, TaskCompletionSource<IEndpointAttempt>> _answers = [];
        private readonly Dictionary<string, TaskCompletionSource> _asked = [];
        private readonly Dictionary<string, TaskCompletionSource> _cancelled = [];

        public List<string> Asked { get; } = [];

        public Dictionary<string, ScriptedAttempt> Attempts { get; } = [];

        public async Task<IEndpointAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken)
        {
            Asked.Add(endpoint);
            Of(_asked, endpoint).TrySetResult();
            try
            {
                return await Answers(endpoint).Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Of(_cancelled, endpoint).TrySetResult();
                throw;
            }
        }

        public void Answer(string endpoint)
        {
            var attempt = new ScriptedAttempt(endpoint, ["hello"], null);
            Attempts[endpoint] = attempt;
            Answers(endpoint).TrySetResult(attempt);
        }

        public void Fail(string endpoint, EndpointException failure) => Answers(endpoint).TrySetException(failure);

        public Task IsAskedAsync(string endpoint) => Of(_asked, endpoint).Task.WaitAsync(TimeSpan.FromMinutes(1));

        public Task IsCancelledAsync(string endpoint) => Of(_cancelled, endpoint).Task.WaitAsync(TimeSpan.FromMinutes(1));

        private TaskCompletionSource<IEndpointAttempt> Answers(string endpoint)
        {
            lock (_answers)
            {
                return _answers.TryGetValue(endpoint, out var known) ? known : _answers[endpoint] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        private static TaskCompletionSource Of(Dictionary<string, TaskCompletionSource> sources, string endpoint)
        {
            lock (sources)
            {
                return sources.TryGetValue(endpoint, out var known) ? known : sources[endpoint] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
