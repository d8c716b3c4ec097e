using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tests.Failover;

namespace Mesh.Strategies.Tests.Plans;

public sealed class PlannedAnswerTests
{
    [Fact]
    public async Task Total_OfAnAnswerWithACallBesideIt_HoldsWhatTheCallTook()
    {
        var (trace, run) = Begin();
        await using var planned = new PlannedAnswer(new Beside(trace, run), run, trace, TimeSpan.Zero, usageWanted: true);

        var frames = new List<ContentFrame>();
        await foreach (var frame in planned.ReadAsync())
        {
            frames.Add(frame);
        }

        Assert.Equal(new TokenUsage { Input = 12, Output = 5 }, frames[^1].Usage);
        Assert.Equal((frames[^1].Usage, 0.5m), (planned.Account.Usage, planned.Account.CostUsd));
        Assert.Equal((frames[^1].Usage, 0.5m), (planned.Plan!.Usage, planned.Plan.CostUsd));
        Assert.All(planned.Plan.Nodes, n => Assert.NotEqual(NodeState.Running, n.State));
    }

    [Fact]
    public async Task Dispose_AfterTheEndAndAgain_DisposesOnce()
    {
        var (trace, run) = Begin();
        var answer = new Beside(trace, run);
        var planned = new PlannedAnswer(answer, run, trace, TimeSpan.Zero, usageWanted: false);
        await foreach (var _ in planned.ReadAsync())
        {
        }

        await planned.DisposeAsync();
        await planned.DisposeAsync();
        await run.DisposeAsync();

        Assert.Equal(1, answer.Disposed);
    }

    private static (NodeTrace Trace, PlanRun Run) Begin()
    {
        var trace = new NodeTrace(new FallbackEntry([PlanRig.Model("a")]), TimeProvider.System);
        return (trace, new PlanRun(new ScriptedModels(TimeProvider.System), Decisions.Of("e"), PlanRig.Ask("?"), TimeProvider.System, () => 0.5, CancellationToken.None));
    }

    // One call answers; another one beside it is cut short when all ends, and has taken something by then.
    private sealed class Beside : PlanAnswer
    {
        private static readonly AttemptAccount s_answered = new(new TokenUsage { Input = 5, Output = 2 }, 0.2m, false, null);
        private static readonly AttemptAccount s_cut = new(new TokenUsage { Input = 7, Output = 3 }, 0.3m, false, null);
        private readonly NodeTrace _late;
        private AttemptAccount _beside = new(new TokenUsage(), 0, false, null);

        public Beside(NodeTrace trace, PlanRun run)
        {
            var first = trace.Begin(PlanRig.Model("a"), "a");
            first.Answers("d1", Attempt, () => s_answered);
            first.End(NodeState.Done);
            _late = trace.Begin(PlanRig.Model("b"), "b");
            _late.Answers("d2", Attempt, () => _beside);
            run.Start(RunAsync);
        }

        public int Disposed { get; private set; }

        public override RouteDecision Decision { get; } = Decisions.Of("e");

        public override IEndpointAttempt Attempt { get; } = new ScriptedAttempt("e", [], null);

        public override AttemptAccount Account => s_answered;

        public override async IAsyncEnumerable<ContentFrame> ReadAsync()
        {
            await Task.Yield();
            yield return new ScriptedFrame("yes");
            yield return new ScriptedFrame("end") { Events = [new UsageReported(s_answered.Usage)] };
        }

        public override ValueTask DisposeAsync()
        {
            Disposed++;
            return ValueTask.CompletedTask;
        }

        private async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Yield();
            _beside = s_cut;
            _late.End(NodeState.Cancelled);
            return 0;
        }
    }
}
