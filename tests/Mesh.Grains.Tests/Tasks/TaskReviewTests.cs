using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Reviews;
using Mesh.Grains.Tasks;
using Mesh.Grains.Tests.Hosting;

namespace Mesh.Grains.Tests.Tasks;

/// <summary>Tasks that wait for people.</summary>
[Collection(Clusters.Name)]
public sealed class TaskReviewTests
{
    private static readonly CallerIdentity s_anna = new("anna", "acme", "default", ["reviews"]);
    private static readonly NodeEntry s_draft = new SingleEntry { Candidates = ["m"] };

    [Fact]
    public async Task Task_WhoseNodeWouldGiveAHandle_WaitsAndEndsWithThePersonsWords()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "a draft"));
        var task = (await cluster.SubmitAsync(new FallbackEntry([new EscalateEntry { Of = s_draft, Waits = false }]))).Summary.Id;

        await AnswerAsync(cluster, await PendingAsync(cluster), "a person's answer");
        var over = await cluster.UntilAsync(task, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Done, "a person's answer", 1L), (over.Summary.State, over.Answer?.Text, cluster.Upstream.Started));
    }

    [Fact]
    public async Task Time_ThatIsOverWhileAPersonIsWaitedFor_IsNoAnswer()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "a draft"));
        var task = (await cluster.SubmitAsync(new EscalateEntry { Of = s_draft }, new TaskWish { Hash = "h", Timeout = TimeSpan.FromSeconds(4) })).Summary.Id;

        var over = await cluster.UntilAsync(task, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Expired, "task_deadline", null), (over.Summary.State, over.Error?.Reason, over.Answer));
    }

    [Fact]
    public async Task PartOfThePlansTime_ThatIsOverWhileAPersonIsWaitedFor_IsNoAnswer()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "a draft"));
        var plan = new PipelineEntry([new PipelineStep("ask", new EscalateEntry { Of = s_draft }), new PipelineStep("last", s_draft)]);
        var task = (await cluster.SubmitAsync(plan, new TaskWish { Hash = "h", Timeout = TimeSpan.FromSeconds(4) })).Summary.Id;

        var over = await cluster.UntilAsync(task, v => v.Summary.IsOver);

        Assert.NotEqual(TaskState.Done, over.Summary.State);
        Assert.Null(over.Answer);
    }

    [Fact]
    public async Task Task_ThatWaitsForAPerson_LeavesItsPlaceToOthers()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "a draft"), most: 1);
        var plan = new PipelineEntry([new PipelineStep("ask", new EscalateEntry { Of = s_draft }), new PipelineStep("last", s_draft)]);
        var waits = (await cluster.SubmitAsync(plan)).Summary.Id;
        var review = await PendingAsync(cluster);

        var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => cluster.SubmitAsync(wish: new TaskWish { Hash = $"{i}" })));
        foreach (var other in others)
        {
            Assert.Equal(TaskState.Done, (await cluster.UntilAsync(other.Summary.Id, v => v.Summary.IsOver)).Summary.State);
        }

        await AnswerAsync(cluster, review, "a person's answer");
        var over = await cluster.UntilAsync(waits, v => v.Summary.IsOver);
        Assert.Equal((TaskState.Done, 1), (over.Summary.State, over.Summary.Walks));
        await Wait.UntilAsync(() => cluster.Mesh.Service<TaskPlaces>(cluster.Mesh.Silos[0]).Running == 0, "no place is taken");
    }

    [Fact]
    public async Task Review_ThatHasExpired_EndsItsTaskAtOnce()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "a draft"));
        var task = (await cluster.SubmitAsync(new EscalateEntry { Of = s_draft, Expires = TimeSpan.FromSeconds(1) })).Summary.Id;

        var over = await cluster.UntilAsync(task, v => v.Summary.IsOver);

        Assert.Equal((TaskState.Failed, "review_expired", 1), (over.Summary.State, over.Error?.Reason, over.Summary.Walks));
    }

    [Fact]
    public async Task Key_ThatIsUsedAgainOnceItsTaskIsForgotten_AsksAPersonAnew()
    {
        await using var cluster = await TaskCluster.StartAsync(r => TaskCluster.Says(r, "a draft"));
        var (plan, wish) = (new EscalateEntry { Of = s_draft }, new TaskWish { Hash = "h", IdempotencyKey = "mine" });
        var first = (await cluster.SubmitAsync(plan, wish)).Summary.Id;
        var review = await PendingAsync(cluster);
        await AnswerAsync(cluster, review, "the first answer");
        await cluster.UntilAsync(first, v => v.Summary.IsOver);
        await cluster.Desk.DeleteAsync(TaskCluster.Caller, first);

        // The same id again.
        var second = await RetriedAsync(() => cluster.SubmitAsync(plan, wish with { Hash = "other" }));
        var asked = await PendingAsync(cluster);

        Assert.Equal(first, second.Summary.Id);
        Assert.NotEqual(review, asked);
    }

    private static ReviewDesk Reviews(TaskCluster cluster) => cluster.Mesh.Service<ReviewDesk>(cluster.Mesh.Silos[0]);

    private static async Task<string> PendingAsync(TaskCluster cluster)
    {
        IReadOnlyList<ReviewEntry> pending = [];
        await Wait.UntilAsync(() => (pending = ListAsync().GetAwaiter().GetResult()).Count == 1, "a person is asked");
        return pending[0].Id;

        Task<IReadOnlyList<ReviewEntry>> ListAsync() => Reviews(cluster).OnShelfAsync(s_anna, s => s.ListAsync(new ReviewFilter(State: ReviewState.Pending), null, 10), default);
    }

    private static Task<Review> AnswerAsync(TaskCluster cluster, string review, string text) =>
        Reviews(cluster).AskAsync(s_anna, review, r => r.DecideAsync(new ReviewVerdict { State = ReviewState.Answered, RequestId = "1", Text = text, By = "anna" }), default);

    // The grain of the task that was deleted is on its way out.
    private static async Task<TaskView> RetriedAsync(Func<Task<TaskView>> submit)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await submit();
            }
            catch (MeshException e) when (e.Error.Reason == "task_moved" && tries < 600)
            {
                await Task.Delay(50);
            }
        }
    }
}
