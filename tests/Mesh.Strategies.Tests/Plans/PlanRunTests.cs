using Mesh.Strategies.Plans;
using Mesh.Strategies.Tests.Failover;

namespace Mesh.Strategies.Tests.Plans;

public sealed class PlanRunTests
{
    [Fact]
    public async Task Work_ThatBeginsOnceThePlanIsOver_FindsItCancelled()
    {
        var run = new PlanRun(new ScriptedModels(TimeProvider.System), Decisions.Of("e"), PlanRig.Ask("?"), TimeProvider.System, () => 0.5, CancellationToken.None);
        await run.DisposeAsync();

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(run.Token);
        Assert.True(linked.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Start(token => Task.FromCanceled<int>(token)));
    }
}
