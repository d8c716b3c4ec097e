using System.Runtime.CompilerServices;
using Grpc.Core;
using Mesh.Client.Errors;
using Mesh.Client.Transport;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tasks;

/// <summary>
/// Long tasks at the mesh; the key needs the scope <c>tasks</c>. May be used by many threads at once. Every call may throw a <see cref="MeshClientException"/>. A
/// submission has a key before it is sent, so that the same call again is one task.
/// </summary>
public sealed class MeshTaskClient
{
    private const int PageSize = 100;
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private readonly V1.TaskService.TaskServiceClient _service;
    private readonly MeshClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes one over a raw client, whose channel stays its owner's.</summary>
    /// <param name="service">The raw client.</param>
    /// <param name="options">The options; address and key are the raw client's already.</param>
    /// <param name="time">The clock for deadlines and waits; null for the system's.</param>
    public MeshTaskClient(V1.TaskService.TaskServiceClient service, MeshClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        (_service, _options, _time) = (service, options, time ?? TimeProvider.System);
    }

    /// <summary>Submits a task.</summary>
    /// <param name="request">What is wanted; an idempotency key is put in where it has none.</param>
    /// <param name="cancellationToken">Ends the call; the task may be submitted all the same.</param>
    public Task<V1.PlanTask> SubmitAsync(V1.SubmitTaskRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.IdempotencyKey = request.IdempotencyKey.Length > 0 ? request.IdempotencyKey : Guid.NewGuid().ToString("N");
        return AskAsync(o => _service.SubmitTaskAsync(request, o), cancellationToken);
    }

    /// <summary>A task as it stands.</summary>
    public Task<V1.PlanTask> GetAsync(string id, CancellationToken cancellationToken = default) => AskAsync(o => _service.GetTaskAsync(new V1.GetTaskRequest { Id = id }, o), cancellationToken);

    /// <summary>Ends a task, with every call of a model that runs; gives it as it is then.</summary>
    public Task<V1.PlanTask> CancelAsync(string id, CancellationToken cancellationToken = default) => AskAsync(o => _service.CancelTaskAsync(new V1.CancelTaskRequest { Id = id }, o), cancellationToken);

    /// <summary>Forgets a task and all that it holds.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken = default) => await AskAsync(o => _service.DeleteTaskAsync(new V1.DeleteTaskRequest { Id = id }, o), cancellationToken);

    /// <summary>Lists the tenant's tasks, the newest first; reads on as it is read.</summary>
    /// <param name="states">Only tasks in one of these states; null or empty for all.</param>
    /// <param name="model">Only tasks of this route, model or endpoint; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<V1.PlanTask> ListAsync(IEnumerable<V1.TaskState>? states = null, string? model = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new V1.ListTasksRequest { PageSize = PageSize, States = { states ?? [] }, Model = model ?? "" };
        do
        {
            var page = await AskAsync(o => _service.ListTasksAsync(request, o), cancellationToken);
            foreach (var task in page.Tasks)
            {
                yield return task;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>
    /// Watches a task until it is over: each event of its record once, the tree of its nodes as it changes, and last the task with its answer. A lost connection, and a silo
    /// that stops, are taken up at the event behind the last that came, as often as it takes.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="from">The number of the first event wanted; 0 for all of them.</param>
    /// <param name="cancellationToken">Ends the watching; the task goes on.</param>
    public async IAsyncEnumerable<V1.WatchTaskResponse> WatchAsync(string id, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            using var call = _service.WatchTask(new V1.WatchTaskRequest { Id = id, From = from }, new CallOptions(cancellationToken: cancellationToken));
            while (await NextAsync(call.ResponseStream, cancellationToken))
            {
                var news = call.ResponseStream.Current;
                from = news.Event?.Number + 1 ?? from;
                yield return news;
                if (news.Over is not null)
                {
                    yield break;
                }
            }

            await Task.Delay(s_again, _time, cancellationToken);
        }
    }

    private async Task<T> AskAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(new CallOptions(deadline: MeshTransport.Deadline(_options.Timeout, _time), cancellationToken: cancellationToken));
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, began: false, _options.Address, cancellationToken);
        }
    }

    // False where the watch was lost and is to be taken up again.
    private async Task<bool> NextAsync(IAsyncStreamReader<V1.WatchTaskResponse> news, CancellationToken cancellationToken)
    {
        try
        {
            return await news.MoveNext(cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, began: false, _options.Address, cancellationToken);
        }
    }
}
