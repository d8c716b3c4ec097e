using Mesh.Contracts.Tasks;
using Mesh.Grains.Tasks;
using Mesh.Grains.Tests.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mesh.Grains.Tests.Tasks;

[Collection(Clusters.Name)]
public sealed class TaskLogTests
{
    [Fact]
    public async Task Record_ThatHasEnded_TakesNothingMoreAndNoOtherFirstRow()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "yes"));
        using var log = Log(cluster);
        await log.AppendAsync(new TaskTakenUp("here", 1));
        await log.AppendAsync(new TaskEnded(TaskState.Cancelled));

        await Assert.ThrowsAsync<TaskTakenOverException>(() => log.AppendAsync(new TaskTakenUp("here", 2)));
        using var again = Log(cluster);
        Assert.Equal([1L, 2L], (await again.ReadAllAsync().ToArrayAsync()).Select(e => e.Number));
        await Assert.ThrowsAsync<TaskTakenOverException>(() => again.AppendAsync(new TaskTakenUp("there", 2)));

        // A walk that hears late of the deletion leaves no row behind.
        await log.ClearAsync();
        await Assert.ThrowsAsync<TaskTakenOverException>(() => log.AppendAsync(new TaskEnded(TaskState.Done)));
        Assert.Null(await log.ReadAsync(1));
    }

    private static TaskLog Log(TaskCluster cluster) => new(cluster.Mesh.Service<IGrainStorage>(cluster.Mesh.Silos[0]), GrainId.Create("task", "acme/of-this-test"), TimeProvider.System);
}
