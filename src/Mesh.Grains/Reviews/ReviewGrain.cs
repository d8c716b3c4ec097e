using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Access;
using Mesh.Strategies.Reviews;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Reviews;

/// <summary>
/// A review. The tenant's shelf knows it before it is written, so that it is found whatever happens in between, and hears of its end after that is written: what it
/// has not heard it hears at a later look.
/// </summary>
internal sealed partial class ReviewGrain([PersistentState("review")] IPersistentState<ReviewRecord> record, TenantGrains grains, ReviewFigures figures, TimeProvider time, ILogger<ReviewGrain> logger) : Grain, IReviewGrain
{
    private TenantKey Key => TenantKey.TryParse(this.GetPrimaryKeyString(), out var key) ? key : throw new InvalidOperationException("not a tenant's key");

    public async Task<ReviewStanding> OpenAsync(ReviewRequest request)
    {
        if (record.State.Standing is { } open)
        {
            return open;
        }

        try
        {
            await OnShelfAsync(s => s.AddAsync(Entry(request), request.Most));
        }
        catch (MeshException e) when (e.Error.Reason == ReviewShelf.Full)
        {
            figures.Count("refused");
            throw;
        }

        var standing = new ReviewStanding { Id = request.Id, Queue = request.Queue, State = ReviewState.Pending, CreatedAt = request.CreatedAt, ExpiresAt = request.ExpiresAt };
        await WriteAsync(request, standing);
        figures.Count("opened");
        return standing;
    }

    public async Task<ReviewStanding?> StandingAsync()
    {
        await ExpireAsync();
        return record.State.Standing;
    }

    public async Task<Review> ReadAsync()
    {
        await ExpireAsync();
        return Whole();
    }

    public async Task<Review> DecideAsync(ReviewVerdict verdict)
    {
        await ExpireAsync();
        var review = Whole();
        if (review.Standing.State == ReviewState.Pending)
        {
            await EndAsync(review, verdict.State, verdict);
            return Whole();
        }

        if (review.Standing.Verdict is not { } given || given.RequestId != verdict.RequestId)
        {
            throw new MeshException(MeshErrorCode.Conflict, "review_closed", $"Review '{review.Request.Id}' is over: {review.Standing.State.ToString().ToLowerInvariant()} at {review.Standing.ClosedAt:u}. What was said first stands.");
        }

        // What a model says twice may differ: the id alone says that it is the same wish.
        if (given.State != verdict.State || (given.State != ReviewState.Sent && (given.Text, given.Reason) != (verdict.Text, verdict.Reason)))
        {
            throw new MeshException(MeshErrorCode.Conflict, "request_id_reused", "By this request id something else was said of the review. Send another id with another answer.", "request_id");
        }

        await TellAsync(review);
        return review;
    }

    public async Task LookAsync(bool goes)
    {
        if (record.State is not { Request: { } request, Standing: { } standing })
        {
            // It was never written, or the shelf has not heard that it is deleted.
            await OnShelfAsync(s => s.RemoveAsync(Key.Rest));
            DeactivateOnIdle();
        }
        else if (standing.State == ReviewState.Pending)
        {
            await ExpireAsync();
        }
        else if (goes || GoesAt(request, standing) <= time.GetUtcNow())
        {
            await OnShelfAsync(s => s.CloseAsync(Act(request, standing), GoesAt(request, standing)));
            await StoredAsync(record.ClearStateAsync);
            await OnShelfAsync(s => s.RemoveAsync(Key.Rest));
            DeactivateOnIdle();
        }
        else
        {
            await TellAsync(Whole());
        }
    }

    // Nobody sees one as waiting whose time is over, whenever the next round is.
    private Task ExpireAsync() => record.State.Standing is { State: ReviewState.Pending } open && open.ExpiresAt <= time.GetUtcNow() ? EndAsync(Whole(), ReviewState.Expired, null) : Task.CompletedTask;

    private async Task EndAsync(Review review, ReviewState state, ReviewVerdict? verdict)
    {
        var distance = verdict is not null && state != ReviewState.Rejected && review.Request.Draft is { } draft ? DraftDistance.Of(draft, verdict.Text) : null;
        var standing = review.Standing with { State = state, ClosedAt = time.GetUtcNow(), Verdict = verdict, Distance = distance };
        await WriteAsync(review.Request, standing);
        figures.Count(state.ToString().ToLowerInvariant());
        LogEnded(review.Request.Id, review.Request.Queue, state, verdict?.By ?? "");
        await TellAsync(Whole());
    }

    private async Task TellAsync(Review review)
    {
        try
        {
            await OnShelfAsync(s => s.CloseAsync(Act(review.Request, review.Standing), GoesAt(review.Request, review.Standing)));
        }
        catch (Exception e) when (e is MeshException or OrleansException or TimeoutException)
        {
            // The shelf takes it for pending until it asks again.
            LogUntold(review.Request.Id, e.GetType().Name);
        }
    }

    private Task WriteAsync(ReviewRequest request, ReviewStanding standing)
    {
        record.State = new ReviewRecord { Request = request, Standing = standing };
        return StoredAsync(record.WriteStateAsync);
    }

    // After a failed write nobody knows what is stored: it is read again.
    private async Task StoredAsync(Func<CancellationToken, Task> store)
    {
        try
        {
            await store(CancellationToken.None);
        }
        catch (Exception e)
        {
            DeactivateOnIdle();
            throw ReviewDesk.OutOfReach(e);
        }
    }

    private Review Whole() => record.State is { Request: { } request, Standing: { } standing } ? new Review(request, standing) : throw ReviewDesk.Unknown(Key.Rest);

    private Task<bool> OnShelfAsync(Func<IReviewShelfGrain, Task> call) => grains.CallAsync<IReviewShelfGrain, bool>(Key, IReviewShelfGrain.Key, async shelf =>
    {
        await call(shelf);
        return true;
    });

    private static ReviewEntry Entry(ReviewRequest request) =>
        new() { Id = request.Id, Queue = request.Queue, Route = request.Route, Task = request.Task, CreatedAt = request.CreatedAt, ExpiresAt = request.ExpiresAt };

    private static ReviewAct Act(ReviewRequest request, ReviewStanding standing) =>
        new(request.Id, request.Queue, standing.State, standing.ClosedAt!.Value, standing.Verdict?.By ?? "", standing.Verdict?.Model);

    private static DateTimeOffset GoesAt(ReviewRequest request, ReviewStanding standing) => standing.ClosedAt!.Value + request.Keep;

    [LoggerMessage(1, LogLevel.Information, "Review {Review} of queue '{Queue}' is over: {State}, by key '{By}'")]
    private partial void LogEnded(string review, string queue, ReviewState state, string by);

    [LoggerMessage(2, LogLevel.Warning, "The list of reviews has not heard how review {Review} ended ({Error}); it asks again")]
    private partial void LogUntold(string review, string error);
}
