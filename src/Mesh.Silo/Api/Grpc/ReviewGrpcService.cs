using Grpc.Core;
using Mesh.Contracts.Access;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Reviews;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Reviews at the gRPC door: those of the caller's tenant, for keys with the scope <c>reviews</c>; and the answers, for whoever has a handle.</summary>
internal sealed class ReviewGrpcService(ReviewDesk desk, ReviewSending sending, Watching watching) : V1.ReviewService.ReviewServiceBase
{
    private const string Scope = "reviews";

    /// <inheritdoc/>
    public override async Task<V1.ListReviewsResponse> ListReviews(V1.ListReviewsRequest request, ServerCallContext context)
    {
        var (filter, after, size) = (ReviewFields.Filter(request.Queue, request.State, request.Route), ReviewFields.Cursor(request.PageToken), ReviewFields.Size(request.PageSize));
        var found = await desk.OnShelfAsync(Operator(context), s => s.ListAsync(filter, after, size), context.CancellationToken);
        return new V1.ListReviewsResponse { Reviews = { found.Select(ReviewMapping.Entry) }, NextPageToken = found.Count == size ? ReviewFields.Token(found[^1]) : "" };
    }

    /// <inheritdoc/>
    public override async Task<V1.Review> GetReview(V1.GetReviewRequest request, ServerCallContext context) =>
        ReviewMapping.Review(await desk.AskAsync(Operator(context), ReviewFields.Id(request.Id), r => r.ReadAsync(), context.CancellationToken));

    /// <inheritdoc/>
    public override Task<V1.Review> AnswerReview(V1.AnswerReviewRequest request, ServerCallContext context) => DecideAsync(context, request.Id, by => new ReviewVerdict
    {
        State = ReviewState.Answered,
        RequestId = ReviewFields.RequestId(request.RequestId),
        Text = ReviewFields.Answer(request.Text),
        By = by,
    });

    /// <inheritdoc/>
    public override Task<V1.Review> RejectReview(V1.RejectReviewRequest request, ServerCallContext context) => DecideAsync(context, request.Id, by => new ReviewVerdict
    {
        State = ReviewState.Rejected,
        RequestId = ReviewFields.RequestId(request.RequestId),
        Reason = ReviewFields.Reason(request.Reason),
        By = by,
    });

    /// <inheritdoc/>
    public override async Task<V1.Review> SendToStronger(V1.SendToStrongerRequest request, ServerCallContext context) => ReviewMapping.Review(await sending.SendAsync(
        Operator(context), ReviewFields.Id(request.Id), ReviewFields.RequestId(request.RequestId), Fields.Target(request.To, "to"), context.CancellationToken));

    /// <inheritdoc/>
    public override Task WatchReviews(V1.WatchReviewsRequest request, IServerStreamWriter<V1.WatchReviewsResponse> responseStream, ServerCallContext context)
    {
        var filter = ReviewFields.Filter(request.Queue, V1.ReviewState.Pending, request.Route);
        return watching.RunAsync(request.IntervalMs, responseStream, context, async () => new V1.WatchReviewsResponse
        {
            Reviews = { (await desk.OnShelfAsync(Operator(context), s => s.ListAsync(filter, null, IReviewShelfGrain.MostInPage), context.CancellationToken)).Select(ReviewMapping.Entry) },
        });
    }

    /// <inheritdoc/>
    public override async Task<V1.ListReviewActsResponse> ListReviewActs(V1.ListReviewActsRequest request, ServerCallContext context)
    {
        var caller = context.GetHttpContext().Caller();
        caller.Ensure("audit");
        var size = ReviewFields.Size(request.PageSize);
        var (from, _) = Paging.ByNumber(size, request.PageToken, IReviewShelfGrain.MostInPage);
        var acts = await desk.OnShelfAsync(caller, s => s.ActsAsync((int)Math.Min(from - 1, IReviewShelfGrain.MostActs), size), context.CancellationToken);
        return new V1.ListReviewActsResponse { Acts = { acts.Select(ReviewMapping.Act) }, NextPageToken = acts.Count == size ? Paging.Token(from + size) : "" };
    }

    /// <inheritdoc/>
    public override async Task<V1.ReviewAnswer> GetAnswer(V1.GetAnswerRequest request, ServerCallContext context) =>
        ReviewMapping.Answer(await desk.StandingAsync(context.GetHttpContext().Caller(), ReviewFields.Id(request.Id), context.CancellationToken));

    private async Task<V1.Review> DecideAsync(ServerCallContext context, string id, Func<string, ReviewVerdict> verdict)
    {
        var caller = Operator(context);
        var said = verdict(caller.KeyId);
        return ReviewMapping.Review(await desk.AskAsync(caller, ReviewFields.Id(id), r => r.DecideAsync(said), context.CancellationToken));
    }

    private static CallerIdentity Operator(ServerCallContext context)
    {
        var caller = context.GetHttpContext().Caller();
        caller.Ensure(Scope);
        return caller;
    }
}
