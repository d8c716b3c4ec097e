using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Keys;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Tasks;

/// <summary>Long tasks as callers of the gRPC door see them.</summary>
public sealed class TaskDoorTests : IAsyncLifetime
{
    private readonly List<string> _keys = [];
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;
    private V1.TaskService.TaskServiceClient _tasks = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => r.Model == "silent"
            ? UpstreamReply.Json("{}") with { Pieces = [], Ending = UpstreamEnding.Silence }
            : ChatReplies.Answer(r, ["from ", r.Model]));
        _mesh = await RunningMesh.StartAsync(
            $$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              good:   { price: { in: 1, out: 2 } }
              silent: { price: { in: 1, out: 2 } }
            endpoints:
              good-at:   { provider: p, model: good }
              silent-at: { provider: p, model: silent }
            routes:
              two: { plan: { pipeline: [{ name: first, prompt: "one", model: good }, { name: second, prompt: "two {{"{{steps.first.text}}"}}", model: good }] } }
              stuck: { plan: { pipeline: [{ name: first, model: good }, { name: second, model: silent }] } }
            """,
            settings => _keys.AddRange([TestKeys.Add(settings.KeyFile, "tasks"), TestKeys.Add(settings.KeyFile), TestKeys.Add(settings.KeyFile, "tasks", "plans"), Other(settings.KeyFile)]));
        _caller = GrpcCaller.Open(_mesh);
        _tasks = new V1.TaskService.TaskServiceClient(_caller.Channel);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Task_OfARouteWithAPlan_IsWatchedToItsAnswer()
    {
        var task = await SubmitAsync("two", title: "mine");
        var news = await WatchAsync(task.Id);
        var over = news[^1].Over;

        Assert.Equal((V1.TaskState.Done, "from good", "mine", 2), (over.State, over.Answer.Parts[0].Text, over.Title, over.NodesKept));
        Assert.Equal((2, over.Report.CostUsd), (over.Report.Nodes.Count, over.CostUsd));
        var events = news.Select(n => n.Event).OfType<V1.TaskEvent>().ToArray();
        Assert.Equal(Enumerable.Range(1, (int)over.Events).Select(n => (long)n), events.Select(e => e.Number));
        Assert.Equal([("first", "from good"), ("second", "from good")], events.Select(e => e.NodeKept).OfType<V1.TaskNodeKept>().Select(k => (k.Path, k.Text)));
        var later = await WatchAsync(task.Id, from: over.Events);
        Assert.Equal((V1.TaskEvent.EventOneofCase.Ended, over.Events), (later[0].Event.EventCase, later[0].Event.Number));
        Assert.Equal(over, await _tasks.GetTaskAsync(new V1.GetTaskRequest { Id = task.Id }, Key(0)));
    }

    [Fact]
    public async Task Task_ByASentPlan_NeedsTheScopePlansToo()
    {
        const string Plan = "fallback: [{ model: good }]";
        var task = await SubmitAsync("good-at", key: 2, plan: Plan);
        var fault = await GrpcCaller.FaultAsync(_tasks.SubmitTaskAsync(Submission("good-at", plan: Plan), Key(0)));

        Assert.Equal("fallback", (await WatchAsync(task.Id))[^1].Over.Report.Kind);
        Assert.Equal("PLAN_SCOPE", GrpcCaller.Info(fault).Reason);
    }

    [Fact]
    public async Task Task_OfAModel_HasOneNode()
    {
        var over = (await WatchAsync((await SubmitAsync("good")).Id))[^1].Over;

        Assert.Equal((V1.TaskState.Done, "single", "from good"), (over.State, over.Report.Kind, over.Answer.Parts[0].Text));
        Assert.Equal((0, over.Report.CostUsd), (over.UnmeteredCalls, over.CostUsd));
    }

    [Fact]
    public async Task Cancel_ReachesTheUpstream()
    {
        var task = await SubmitAsync("stuck");
        await UntilAsync(() => _upstream.Started == 2);
        var cancelled = await _tasks.CancelTaskAsync(new V1.CancelTaskRequest { Id = task.Id }, Key(0));

        Assert.Equal((V1.TaskState.Cancelled, "task_cancelled"), (cancelled.State, cancelled.Error.Reason));
        await UntilAsync(() => _upstream.Aborted == 1);
    }

    [Fact]
    public async Task KeyWithoutTheScope_AndKeyOfAnotherTenant_SeeNothing()
    {
        var task = await SubmitAsync("two");
        var refused = await GrpcCaller.FaultAsync(_tasks.GetTaskAsync(new V1.GetTaskRequest { Id = task.Id }, Key(1)));
        var strange = await GrpcCaller.FaultAsync(_tasks.GetTaskAsync(new V1.GetTaskRequest { Id = task.Id }, Key(3)));

        Assert.Equal((StatusCode.PermissionDenied, "SCOPE_MISSING"), (refused.StatusCode, GrpcCaller.Info(refused).Reason));
        Assert.Equal((StatusCode.NotFound, "TASK_NOT_FOUND"), (strange.StatusCode, GrpcCaller.Info(strange).Reason));
        Assert.Empty((await _tasks.ListTasksAsync(new V1.ListTasksRequest(), Key(3))).Tasks);
    }

    [Fact]
    public async Task Task_WhoseKeyIsRemoved_AsksNothingMore()
    {
        var task = await SubmitAsync("stuck", key: 2);
        await UntilAsync(() => _upstream.Started == 2);
        var file = new KeyFile(_mesh.Settings.KeyFile);
        file.Remove(file.Read().Single(e => e.Scopes.Contains("plans")).Id);
        var fault = await Assert.ThrowsAsync<RpcException>(() => UntilRefusedAsync(task.Id, 2));

        // What runs may finish; its next walk is refused.
        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.False((await _tasks.GetTaskAsync(new V1.GetTaskRequest { Id = task.Id }, Key(0))).State > V1.TaskState.Running);
    }

    [Fact]
    public async Task List_HasPagesAndFilters()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (await SubmitAsync(i == 1 ? "good" : "two")).Id);
            await WatchAsync(ids[0]);
        }

        var first = await _tasks.ListTasksAsync(new V1.ListTasksRequest { PageSize = 2 }, Key(0));
        var second = await _tasks.ListTasksAsync(new V1.ListTasksRequest { PageSize = 2, PageToken = first.NextPageToken }, Key(0));
        var good = await _tasks.ListTasksAsync(new V1.ListTasksRequest { Model = "good" }, Key(0));

        Assert.Equal(ids, first.Tasks.Concat(second.Tasks).Select(t => t.Id));
        Assert.Equal("", second.NextPageToken);
        Assert.Equal([ids[1]], good.Tasks.Select(t => t.Id));
        Assert.Empty((await _tasks.ListTasksAsync(new V1.ListTasksRequest { States = { V1.TaskState.Failed } }, Key(0))).Tasks);
    }

    [Fact]
    public async Task Deletion_TakesItOutOfTheList()
    {
        var task = await SubmitAsync("two");
        await WatchAsync(task.Id);
        await _tasks.DeleteTaskAsync(new V1.DeleteTaskRequest { Id = task.Id }, Key(0));

        Assert.Equal(StatusCode.NotFound, (await GrpcCaller.FaultAsync(_tasks.GetTaskAsync(new V1.GetTaskRequest { Id = task.Id }, Key(0)))).StatusCode);
        Assert.Empty((await _tasks.ListTasksAsync(new V1.ListTasksRequest(), Key(0))).Tasks);
    }

    [Fact]
    public async Task Submission_WithAWrongField_IsRefusedByItsName()
    {
        (string Field, Action<V1.SubmitTaskRequest> Spoil)[] mistakes =
        [
            ("timeout", r => r.Timeout = Duration.FromTimeSpan(TimeSpan.FromDays(31))),
            ("retention", r => r.Retention = new Duration()),
            ("retries", r => r.Retries = 11),
            ("max_tokens", r => r.MaxTokens = 0),
            ("idempotency_key", r => r.IdempotencyKey = new string('k', 256)),
            ("chat.model", r => r.Chat.Model = ""),
        ];
        foreach (var (field, spoil) in mistakes)
        {
            var request = Submission("two");
            spoil(request);
            var fault = await GrpcCaller.FaultAsync(_tasks.SubmitTaskAsync(request, Key(0)));

            Assert.Equal((StatusCode.InvalidArgument, field), (fault.StatusCode, GrpcCaller.Field(fault)));
        }
    }

    private static string Other(string file) => new KeyFile(file).Add(new KeyRequest("test", "other", "web", ["tasks"]), Pepper.FindOrCreate(file, _ => null), DateTimeOffset.UtcNow).Key.Reveal();

    private static V1.SubmitTaskRequest Submission(string model, string title = "", string plan = "")
    {
        var chat = GrpcCaller.Ask(model);
        chat.PlanYaml = plan;
        return new V1.SubmitTaskRequest { Chat = chat, Title = title };
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 3000, "not within 60 s");
            await Task.Delay(20);
        }
    }

    private async Task UntilRefusedAsync(string id, int key)
    {
        for (var i = 0; i < 3000; i++)
        {
            await _tasks.GetTaskAsync(new V1.GetTaskRequest { Id = id }, Key(key));
            await Task.Delay(20);
        }
    }

    private Metadata Key(int which) => new() { { "authorization", $"Bearer {_keys[which]}" } };

    private async Task<V1.PlanTask> SubmitAsync(string model, int key = 0, string title = "", string plan = "") => await _tasks.SubmitTaskAsync(Submission(model, title, plan), Key(key));

    private async Task<IReadOnlyList<V1.WatchTaskResponse>> WatchAsync(string id, long from = 0)
    {
        using var call = _tasks.WatchTask(new V1.WatchTaskRequest { Id = id, From = from }, Key(0), DateTime.UtcNow.AddSeconds(60));
        var news = new List<V1.WatchTaskResponse>();
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
        {
            news.Add(piece);
        }

        return news;
    }
}
