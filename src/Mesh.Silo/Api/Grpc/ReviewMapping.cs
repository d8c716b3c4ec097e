using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Reviews;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From reviews to the proto's words for them.</summary>
internal static class ReviewMapping
{
    /// <summary>All of a review.</summary>
    public static V1.Review Review(Review review)
    {
        var (asked, standing) = (review.Request, review.Standing);
        var told = new V1.Review
        {
            Id = asked.Id,
            Queue = asked.Queue,
            State = State(standing.State),
            Reason = asked.Reason,
            DraftModel = asked.DraftModel ?? "",
            Route = asked.Route,
            Task = asked.Task ?? "",
            Place = asked.Place,
            RunId = asked.Run,
            Project = asked.Project,
            AskedBy = asked.AskedBy,
            CreateTime = Time(asked.CreatedAt),
            WaitTime = asked.WaitsUntil is { } waits ? Time(waits) : null,
            ExpireTime = Time(asked.ExpiresAt),
            CloseTime = standing.ClosedAt is { } closed ? Time(closed) : null,
            Answer = standing.Verdict?.Text ?? "",
            Rejection = standing.Verdict?.Reason ?? "",
            Model = standing.Verdict?.Model ?? "",
            DecisionId = standing.Verdict?.DecisionId ?? "",
            ClosedBy = standing.Verdict?.By ?? "",
            Took = standing.Took is { } took ? Duration.FromTimeSpan(took) : null,
            Messages = { asked.Request.Messages.Select(MessageMapping.Message) },
            Data = { asked.Data },
        };
        if (asked.Draft is { } draft)
        {
            told.Draft = draft;
        }

        if (standing.Distance is { } distance)
        {
            told.Distance = distance;
        }

        return told;
    }

    /// <summary>A review in a list.</summary>
    public static V1.ReviewEntry Entry(ReviewEntry entry) => new()
    {
        Id = entry.Id,
        Queue = entry.Queue,
        State = State(entry.State),
        Route = entry.Route,
        Task = entry.Task ?? "",
        CreateTime = Time(entry.CreatedAt),
        ExpireTime = Time(entry.ExpiresAt),
    };

    /// <summary>How one ended.</summary>
    public static V1.ReviewAct Act(ReviewAct act) => new() { ReviewId = act.Review, Queue = act.Queue, State = State(act.State), ActTime = Time(act.At), By = act.By, Model = act.Model ?? "" };

    /// <summary>What whoever asked is told.</summary>
    public static V1.ReviewAnswer Answer(ReviewStanding standing) => new()
    {
        Id = standing.Id,
        State = State(standing.State),
        Answer = standing.Verdict?.Text ?? "",
        Rejection = standing.Verdict?.Reason ?? "",
        Model = standing.Verdict?.Model ?? "",
        CreateTime = Time(standing.CreatedAt),
        ExpireTime = Time(standing.ExpiresAt),
        CloseTime = standing.ClosedAt is { } closed ? Time(closed) : null,
    };

    private static V1.ReviewState State(ReviewState state) => (V1.ReviewState)((int)state + 1);

    private static Timestamp Time(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);
}
