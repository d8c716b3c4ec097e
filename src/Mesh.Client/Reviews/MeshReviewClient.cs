using System.Runtime.CompilerServices;
using Grpc.Core;
using Mesh.Client.Errors;
using Mesh.Client.Transport;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Reviews;

/// <summary>
/// What plans have handed over to people. Whoever asked fetches its answer by the handle that stands in <see cref="Outcomes.MeshOutcome.Review"/>; people list and
/// answer reviews, by keys with the scope <c>reviews</c>. May be used by many threads at once. Every call may throw a <see cref="MeshClientException"/>.
/// </summary>
public sealed class MeshReviewClient
{
    private const int PageSize = 200;
    private readonly V1.ReviewService.ReviewServiceClient _service;
    private readonly MeshClientOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes one over a raw client, whose channel stays its owner's.</summary>
    /// <param name="service">The raw client.</param>
    /// <param name="options">The options; address and key are the raw client's already.</param>
    /// <param name="time">The clock for deadlines; null for the system's.</param>
    public MeshReviewClient(V1.ReviewService.ReviewServiceClient service, MeshClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        (_service, _options, _time) = (service, options, time ?? TimeProvider.System);
    }

    /// <summary>What has become of a request that was handed over: its answer, once there is one. Needs no scope.</summary>
    /// <param name="id">The review's id, as the handle tells it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<V1.ReviewAnswer> GetAnswerAsync(string id, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.GetAnswerAsync(new V1.GetAnswerRequest { Id = id }, o), cancellationToken);

    /// <summary>Lists reviews, the oldest first; reads on as it is read.</summary>
    /// <param name="filter">Which: queue, state and route; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<V1.ReviewEntry> ListAsync(V1.ListReviewsRequest? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = filter?.Clone() ?? new V1.ListReviewsRequest();
        request.PageSize = PageSize;
        do
        {
            var page = await AskAsync(o => _service.ListReviewsAsync(request, o), cancellationToken);
            foreach (var review in page.Reviews)
            {
                yield return review;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>All of a review.</summary>
    public Task<V1.Review> GetAsync(string id, CancellationToken cancellationToken = default) => AskAsync(o => _service.GetReviewAsync(new V1.GetReviewRequest { Id = id }, o), cancellationToken);

    /// <summary>Answers a review.</summary>
    /// <param name="id">The review.</param>
    /// <param name="text">The answer.</param>
    /// <param name="requestId">An id of the caller's own, by which the same answer counts once however often it is sent; null for a new one.</param>
    /// <param name="cancellationToken">Ends the call; the answer may count all the same.</param>
    public Task<V1.Review> AnswerAsync(string id, string text, string? requestId = null, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.AnswerReviewAsync(new V1.AnswerReviewRequest { Id = id, Text = text, RequestId = requestId ?? NewId() }, o), cancellationToken);

    /// <summary>Has a route or a model answer a review; waits for it.</summary>
    /// <param name="id">The review.</param>
    /// <param name="to">The route, model or endpoint.</param>
    /// <param name="requestId">As at <see cref="AnswerAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<V1.Review> SendAsync(string id, string to, string? requestId = null, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.SendToStrongerAsync(new V1.SendToStrongerRequest { Id = id, To = to, RequestId = requestId ?? NewId() }, o), cancellationToken);

    /// <summary>Rejects a review.</summary>
    /// <param name="id">The review.</param>
    /// <param name="reason">Why: whoever asked is told.</param>
    /// <param name="requestId">As at <see cref="AnswerAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<V1.Review> RejectAsync(string id, string reason, string? requestId = null, CancellationToken cancellationToken = default) =>
        AskAsync(o => _service.RejectReviewAsync(new V1.RejectReviewRequest { Id = id, Reason = reason, RequestId = requestId ?? NewId() }, o), cancellationToken);

    private static string NewId() => Guid.NewGuid().ToString("N");

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
}
