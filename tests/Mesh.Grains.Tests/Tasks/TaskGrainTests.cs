using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Access;
using Mesh.Grains.Tasks;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mesh.Grains.Tests.Tasks;

[Collection(Clusters.Name)]
public sealed class TaskGrainTests
{
    private static readonly TaskWish s_wish = new() { Hash = "h" };

    [Fact]
    public async Task Task_OfThreeSteps_KeepsEachAndHasTheLastOnesAnswer()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, $"said {TaskCluster.Step(r)}"));

        var task = await cluster.SubmitAsync();
        var done = await cluster.UntilAsync(task.Summary.Id, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Done, "said three", 1, 3), (done.Summary.State, done.Answer?.Text, done.Summary.Walks, done.Summary.NodesKept));
        Assert.Equal(done.Summary.CostUsd, done.Report!.CostUsd);
        Assert.Equal(["one", "two", "three"], done.Report.Nodes.Select(n => n.Place));
        var news = await cluster.Desk.WatchAsync(TaskCluster.Caller, task.Summary.Id, 1, -1);
        Assert.Equal(["one", "two", "three"], news.Events.OfType<TaskNodeKept>().Select(k => k.Path));
        Assert.Equal(Enumerable.Range(1, (int)done.Summary.Events).Select(n => (long)n), news.Events.Select(e => e.Number));

        // The list hears of it behind those who watch it.
        await Wait.UntilAsync(() => ListAsync(cluster, TaskState.Done).GetAwaiter().GetResult().Count == 1, "the list has it as done");
        Assert.Equal(task.Summary.Id, Assert.Single(await ListAsync(cluster)).Id);
    }

    [Fact]
    public async Task Submission_UnderTheSameKey_IsTheSameTaskOrAConflict()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "yes"));
        var wish = s_wish with { IdempotencyKey = "mine" };

        var first = await cluster.SubmitAsync(wish: wish);
        var again = await cluster.SubmitAsync(wish: wish);
        var e = await Assert.ThrowsAsync<MeshException>(() => cluster.SubmitAsync(wish: wish with { Hash = "other" }));

        Assert.Equal(first.Summary.Id, again.Summary.Id);
        Assert.Equal((MeshErrorCode.Conflict, "idempotency_key_reused"), (e.Error.Code, e.Error.Reason));
        Assert.Single(await ListAsync(cluster));
    }

    [Fact]
    public async Task Walk_ThatAnotherOneHasSucceeded_EndsAndKeepsNothing()
    {
        var silent = true;
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Step(r) == "two" && silent ? TaskCluster.Silent : TaskCluster.Says(r, $"said {TaskCluster.Step(r)}"));
        var id = (await cluster.SubmitAsync()).Summary.Id;
        await cluster.UntilAsync(id, v => v.Summary.NodesKept == 1 && cluster.Upstream.Started == 2);

        // As another activation does it, on whatever silo.
        using var other = new TaskLog(
            cluster.Mesh.Service<IGrainStorage>(cluster.Mesh.Silos[0]), cluster.Mesh.Client.GetGrain<ITaskGrain>(new TenantKey("acme", id).ToString()).GetGrainId(), TimeProvider.System);
        await foreach (var _ in other.ReadAllAsync())
        {
        }

        await other.AppendAsync(new TaskTakenUp("other", 2));
        silent = false;
        await cluster.Desk.CancelAsync(TaskCluster.Caller, id).ContinueWith(_ => { }, TaskScheduler.Default);
        var over = await cluster.UntilAsync(id, v => v.Summary.IsOver);

        Assert.Equal(1, cluster.Upstream.Requests.Count(r => TaskCluster.Step(r) == "one"));
        await Wait.UntilAsync(() => cluster.Upstream.Aborted >= 1, "its call is ended");
        Assert.Equal(1, over.Summary.Unmetered);
    }

    [Fact]
    public async Task Cancel_OfATaskThatHasEndedAndWhoseListIsStillTold_ChangesNothing()
    {
        var list = new HeldList();
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "yes"), calls: list);
        var id = (await cluster.SubmitAsync()).Summary.Id;
        await list.IsTold.Task.WaitAsync(TimeSpan.FromMinutes(2));
        try
        {
            Assert.Equal(TaskState.Done, (await cluster.Desk.CancelAsync(TaskCluster.Caller, id)).Summary.State);
        }
        finally
        {
            list.LetGo.SetResult();
        }
    }

    [Fact]
    public async Task Cancel_EndsTheCallThatRuns()
    {
        await using var cluster = await TaskCluster.StartAsync(_ => TaskCluster.Silent);
        var id = (await cluster.SubmitAsync()).Summary.Id;
        await Wait.UntilAsync(() => cluster.Upstream.Started == 1, "the first step asks");

        var cancelled = await cluster.Desk.CancelAsync(TaskCluster.Caller, id);

        Assert.Equal((TaskState.Cancelled, "task_cancelled"), (cancelled.Summary.State, cancelled.Error?.Reason));
        await Wait.UntilAsync(() => cluster.Upstream.Aborted == 1, "the call is ended");
        Assert.Equal(TaskState.Cancelled, (await cluster.Desk.CancelAsync(TaskCluster.Caller, id)).Summary.State);
    }

    [Fact]
    public async Task Task_OfAnotherTenant_IsNotThere()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "yes"));
        var id = (await cluster.SubmitAsync()).Summary.Id;

        var e = await Assert.ThrowsAsync<MeshException>(() => cluster.Desk.ReadAsync(TaskCluster.Caller with { Tenant = "other" }, id));

        Assert.Equal("task_not_found", e.Error.Reason);
    }

    [Fact]
    public async Task Key_ThatIsRevoked_EndsTheTaskBeforeItsNextCall()
    {
        var standing = new Standing();
        await using var cluster = await TaskCluster.StartAsync(
            r =>
            {
                standing.IsRevoked = true;
                return TaskCluster.Says(r, "yes");
            },
            standing);

        var over = await cluster.UntilAsync((await cluster.SubmitAsync()).Summary.Id, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Failed, "key_revoked"), (over.Summary.State, over.Error?.Reason));
        Assert.Equal(1, cluster.Upstream.Started);
    }

    [Fact]
    public async Task Failure_ThatMayPass_IsTriedAgainFromWhatIsKept()
    {
        var failures = 0;
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Step(r) == "two" && Interlocked.Increment(ref failures) == 1 ? Mesh.Testing.UpstreamReply.Json("{}", 500) : TaskCluster.Says(r, "yes"));

        var over = await cluster.UntilAsync((await cluster.SubmitAsync()).Summary.Id, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Done, 2), (over.Summary.State, over.Summary.Walks));
        Assert.Equal(1, cluster.Upstream.Requests.Count(r => TaskCluster.Step(r) == "one"));
    }

    [Fact]
    public async Task Time_ThatIsOver_EndsTheTask()
    {
        await using var cluster = await TaskCluster.StartAsync(_ => TaskCluster.Silent);

        var over = await cluster.UntilAsync((await cluster.SubmitAsync(TaskCluster.Plan("one"), s_wish with { Timeout = TimeSpan.FromSeconds(5) })).Summary.Id, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Expired, "task_deadline"), (over.Summary.State, over.Error?.Reason));
        await Wait.UntilAsync(() => cluster.Upstream.Aborted == cluster.Upstream.Started, "its call is ended");
    }

    [Fact]
    public async Task Task_ThatIsKeptLongEnough_IsDeletedWithAllItsRows()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Step(r) == "held" ? TaskCluster.Silent : TaskCluster.Says(r, "yes"));
        var id = (await cluster.SubmitAsync(wish: s_wish with { Retention = TimeSpan.FromSeconds(5) })).Summary.Id;
        await Wait.UntilAsync(() => cluster.Upstream.Completed == 3, "its steps are done");

        // Whoever looked for its end could come when it is forgotten by now: only what is over is.
        await cluster.SubmitAsync(TaskCluster.Plan("held"), s_wish with { Timeout = TimeSpan.FromMinutes(10) });
        await Wait.UntilAsync(() => !ListAsync(cluster).GetAwaiter().GetResult().Any(t => t.Id == id), "it is out of the list", 60);
        var e = await Assert.ThrowsAsync<MeshException>(() => cluster.Desk.ReadAsync(TaskCluster.Caller, id));

        Assert.Equal("task_not_found", e.Error.Reason);
    }

    [Fact]
    public async Task Answer_LongerThanARecordHolds_FailsItsNode()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, new string('x', (int)(TaskBounds.MostAnswerBytes / 2) + 1)));

        var over = await cluster.UntilAsync((await cluster.SubmitAsync()).Summary.Id, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Failed, "answer_too_long"), (over.Summary.State, over.Error?.Reason));
        Assert.Equal(over.Summary.CostUsd, over.Report!.CostUsd);
    }

    [Fact]
    public async Task Tasks_BeyondTheTenantsBound_AreRefusedThoughAllComeAtOnce()
    {
        const int Over = 20;
        await using var cluster = await TaskCluster.StartAsync(_ => TaskCluster.Silent, most: 1);

        var faults = (await Task.WhenAll(Enumerable.Range(0, TaskBounds.MostUnfinished + Over).Select(_ => Record.ExceptionAsync(() => cluster.SubmitAsync())))).OfType<Exception>().ToArray();

        Assert.Equal(Over, faults.Length);
        Assert.All(faults, f => Assert.Equal((MeshErrorCode.NoCapacity, "tasks_full"), (Assert.IsType<MeshException>(f).Error.Code, ((MeshException)f).Error.Reason)));
        await Wait.UntilAsync(() => cluster.Mesh.Service<TaskPlaces>(cluster.Mesh.Silos[0]).Running == 1, "one runs");
        Assert.Equal(1, cluster.Mesh.Service<TaskPlaces>(cluster.Mesh.Silos[0]).Running);
    }

    private static Task<IReadOnlyList<TaskSummary>> ListAsync(TaskCluster cluster, params TaskState[] states) => cluster.Desk.ListAsync(TaskCluster.Caller, new TaskFilter(states, "", null, 50));

    private sealed class Standing : ICallerStanding
    {
        public volatile bool IsRevoked;

        public bool Has(CallerIdentity caller, IReadOnlyList<string> scopes) => !IsRevoked;
    }

    // Holds the word to the tenant's list that a task is done.
    private sealed class HeldList : IOutgoingGrainCallFilter
    {
        public TaskCompletionSource IsTold { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.Name == nameof(ITenantTasksGrain.PutAsync) && context.Request.GetArgument(0) is TaskSummary { IsOver: true })
            {
                IsTold.TrySetResult();
                await LetGo.Task;
            }

            await context.Invoke();
        }
    }
}
