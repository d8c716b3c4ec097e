using Grpc.Core;
using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Grains.Draining;
using Mesh.Grains.Tasks;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Long tasks at the gRPC door.</summary>
internal sealed class TaskGrpcService(TaskDesk desk, SentPlans plans, CallerCheck callers, SiloState state, WriteDeadline writes, TimeProvider time) : V1.TaskService.TaskServiceBase
{
    private const string Scope = "tasks";

    // Between two views of the tree; events come as they are written.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    // A watch has no deadline of its own: here only a single write is too slow.
    private static readonly TimeSpan s_noDeadline = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public override async Task<V1.PlanTask> SubmitTask(V1.SubmitTaskRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        var wish = TaskFields.Wish(request);
        var task = ChatMapping.ToTask(request.Chat, caller, streaming: false, plan: plans.Read(request.Chat?.PlanYaml, "chat.plan_yaml", caller));
        return TaskMapping.Task(await desk.SubmitAsync(caller, task, wish));
    }

    /// <inheritdoc/>
    public override async Task<V1.PlanTask> GetTask(V1.GetTaskRequest request, ServerCallContext context) => TaskMapping.Task(await desk.ReadAsync(Caller(context), TaskFields.Id(request.Id)));

    /// <inheritdoc/>
    public override async Task WatchTask(V1.WatchTaskRequest request, IServerStreamWriter<V1.WatchTaskResponse> responses, ServerCallContext context)
    {
        var (caller, id) = (Caller(context), TaskFields.Id(request.Id));
        var next = request.From >= 0 ? Math.Max(1, request.From) : throw Fields.Invalid("from", "'from' must be the number of an event, or 0 for all of them.");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, state.Leaving);
        using var watch = writes.Over(context.GetHttpContext(), () => s_noDeadline, () => { });
        var seen = -1L;
        try
        {
            while (true)
            {
                // A watch may outlive its key.
                callers.Check(context.GetHttpContext());
                var news = await desk.WatchAsync(caller, id, next, seen).WaitAsync(ending.Token);
                foreach (var said in news.Events)
                {
                    await watch.WatchAsync(responses.WriteAsync(new V1.WatchTaskResponse { Event = TaskMapping.Event(said) }, ending.Token));
                    next = said.Number + 1;
                }

                if (news.View.Summary.IsOver && next > news.View.Summary.Events)
                {
                    await watch.WatchAsync(responses.WriteAsync(new V1.WatchTaskResponse { Over = TaskMapping.Task(news.View) }, ending.Token));
                    return;
                }

                if (news.Version != seen && next > news.View.Summary.Events)
                {
                    await watch.WatchAsync(responses.WriteAsync(new V1.WatchTaskResponse { Progress = TaskMapping.Task(news.View, withAnswer: false) }, ending.Token));
                    seen = news.Version;
                    await Task.Delay(s_between, time, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A watch may last for days, and would hold the silo up.
            throw new MeshException(MeshErrorCode.Unavailable, SiloState.Reason, "This silo is about to stop. Watch at another one, from the event behind the last that came.");
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.PlanTask> CancelTask(V1.CancelTaskRequest request, ServerCallContext context) =>
        TaskMapping.Task(await desk.CancelAsync(Caller(context), TaskFields.Id(request.Id)));

    /// <inheritdoc/>
    public override async Task<V1.ListTasksResponse> ListTasks(V1.ListTasksRequest request, ServerCallContext context)
    {
        var filter = TaskFields.Filter(request);
        var found = await desk.ListAsync(Caller(context), filter);
        return new V1.ListTasksResponse { Tasks = { found.Select(TaskMapping.Task) }, NextPageToken = found.Count == filter.Size ? TaskFields.Token(found[^1]) : "" };
    }

    /// <inheritdoc/>
    public override async Task<V1.DeleteTaskResponse> DeleteTask(V1.DeleteTaskRequest request, ServerCallContext context)
    {
        await desk.DeleteAsync(Caller(context), TaskFields.Id(request.Id));
        return new V1.DeleteTaskResponse();
    }

    private static CallerIdentity Caller(ServerCallContext context)
    {
        var caller = context.GetHttpContext().Caller();
        return caller.Has(Scope)
            ? caller
            : throw new MeshException(MeshErrorCode.PermissionDenied, "scope_missing", $"Key {caller.KeyId} lacks the scope '{Scope}'. Create one with 'mesh keys create NAME --scope {Scope}'.");
    }
}
