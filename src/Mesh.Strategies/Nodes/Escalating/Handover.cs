using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Reviews;

namespace Mesh.Strategies.Nodes.Escalating;

/// <summary>One task on its way to a person and back. The desk may be out of reach for a while: it is asked again, and an open review is found and not opened twice.</summary>
internal sealed class Handover(EscalateEntry entry, PlanScope scope, ChatTask task)
{
    private const int MostTries = 6;
    private const double PauseShare = 0.1;
    private const double LastWordShare = 0.3;
    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_mostPause = TimeSpan.FromSeconds(5);

    // What it takes to tell a caller whose time is over that a review waits.
    private static readonly TimeSpan s_lastWord = TimeSpan.FromSeconds(1);

    private readonly IReviewDesk _desk = scope.Run.Calls.Reviews;
    private readonly string _tenant = task.Query.Caller?.Tenant ?? throw new MeshException(MeshErrorCode.InvalidRequest, "review_without_tenant", "Only what a caller asks can be handed over to a person: nobody is known on whose behalf this was asked.");

    /// <summary>Opens the review, or finds it.</summary>
    /// <param name="reason">Why a person is asked.</param>
    /// <param name="kind">The class of task.</param>
    /// <param name="draft">The answer so far; null for none.</param>
    /// <param name="cancellationToken">Ends it; it may be open all the same.</param>
    public async Task<ReviewStanding> OpenAsync(string reason, string kind, HeldAnswer? draft, CancellationToken cancellationToken)
    {
        var request = Request(reason, kind, draft);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await _desk.OpenAsync(request, cancellationToken);
            }
            catch (MeshException e) when (e.Error.Code == MeshErrorCode.Unavailable && tries < MostTries)
            {
                await Task.Delay(s_leastPause * (1 << tries), scope.Run.Time, cancellationToken);
            }
        }
    }

    /// <summary>Waits until it is over.</summary>
    /// <exception cref="MeshException">deadline_exceeded with the review's handle, reason review_pending: the plan's time is over first; reason node_deadline: the node's own is, and others may do better.</exception>
    public async Task<ReviewStanding> WaitAsync(ReviewStanding standing, CancellationToken cancellationToken)
    {
        var (run, began) = (scope.Run, scope.Run.Time.GetTimestamp());
        var margin = Shorter(s_lastWord, (scope.Left > TimeSpan.Zero ? scope.Left : TimeSpan.Zero) * LastWordShare);
        while (true)
        {
            var left = scope.Left - margin;
            if (left <= TimeSpan.Zero)
            {
                if (run.Record is not null && scope.Expires >= run.Expires)
                {
                    // Who runs it knows that its time is over, and ends it as that.
                    await Task.Delay(Timeout.InfiniteTimeSpan, run.Time, cancellationToken);
                }

                // Who has time of its own behind this node may go on without the person; where nobody does, the handle is what is left.
                var pending = Pending(standing);
                throw scope.Expires >= run.Expires ? pending : new MeshException(pending.Error with { Reason = "node_deadline" });
            }

            var pause = run.Time.GetElapsedTime(began) * PauseShare;
            await Task.Delay(Shorter(left, pause < s_leastPause ? s_leastPause : Shorter(pause, s_mostPause)), run.Time, cancellationToken);
            try
            {
                standing = await _desk.FindAsync(_tenant, standing.Id, cancellationToken) ?? standing with { State = ReviewState.Expired };
                if (standing.State != ReviewState.Pending)
                {
                    return standing;
                }
            }
            catch (MeshException e) when (e.Error.Code == MeshErrorCode.Unavailable)
            {
                // A silo has gone, or the store has: what was written is there when they are back.
            }
        }
    }

    /// <summary>The end of a plan that waits for a person: its caller gets the handle.</summary>
    public static MeshException Pending(ReviewStanding standing) => new(new MeshError
    {
        Code = MeshErrorCode.DeadlineExceeded,
        Reason = ReviewPending.Finish,
        Message = $"A person has to answer first: review '{standing.Id}' waits in queue '{standing.Queue}' until {standing.ExpiresAt:u}. Fetch its answer later.",
        Review = new ReviewHandle(standing.Id, standing.Queue, standing.ExpiresAt),
    });

    /// <summary>The error of a review that has ended without an answer.</summary>
    public static MeshException Unanswered(ReviewStanding standing) => standing.State == ReviewState.Rejected
        ? new MeshException(MeshErrorCode.ContentRefused, "review_rejected", $"A person has rejected review '{standing.Id}': {standing.Verdict?.Reason}")
        : new MeshException(MeshErrorCode.DeadlineExceeded, "review_expired", $"Nobody has answered review '{standing.Id}' in its time. Ask again, or give its queue more time with 'expires'.");

    private ReviewRequest Request(string reason, string kind, HeldAnswer? draft)
    {
        var (run, data) = (scope.Run, _desk.DataOf(scope.Run.Decision.Route, task));
        if (entry.Data is { } allowed && data.FirstOrDefault(d => !allowed.Contains(d, StringComparer.OrdinalIgnoreCase)) is { } other)
        {
            throw new MeshException(MeshErrorCode.ContentRefused, "data_policy", $"The request holds data of class '{other}', which is not handed over to queue '{entry.Queue}'. Name it under 'data' of the node, or ask somebody who may see it.");
        }

        if (Characters(task.Request) + (draft?.Text.Length ?? 0) > ReviewRequest.MostCharacters)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "review_too_large", $"The request and its draft have more than {ReviewRequest.MostCharacters} characters, which are not handed over. Shorten it, or leave images and files out.");
        }

        var now = run.Time.GetUtcNow();
        return new ReviewRequest
        {
            Id = ReviewIds.Of(run.Key, scope.Trace.Path),
            Tenant = _tenant,
            Project = task.Query.Caller!.Project,
            AskedBy = task.Query.Caller.Key,
            Queue = entry.Queue,
            Reason = reason,
            Request = task.Request,
            Draft = draft?.Text,
            DraftModel = draft?.Attempt.Model,
            Route = run.Decision.Route,
            Task = kind,
            Place = scope.Trace.Path,
            Run = run.Key,
            Data = data,
            CreatedAt = now,
            WaitsUntil = entry.Waits && scope.Left < entry.Expires ? now + scope.Left : null,
            ExpiresAt = now + entry.Expires,
            Keep = entry.Keep,
            Most = entry.Most,
        };
    }

    private static long Characters(ChatRequest request) => (request.ExtraJson?.Length ?? 0)
        + request.Tools.Sum(t => (long)t.Name.Length + (t.Description?.Length ?? 0) + (t.ParametersJson?.Length ?? 0))
        + request.Messages.Sum(m => m.Parts.Sum(Characters) + m.ToolCalls.Sum(c => (long)c.ArgumentsJson.Length));

    private static long Characters(ContentPart part) => part switch
    {
        TextPart text => text.Text.Length,
        ImagePart image => image.Url.Length,
        FilePart file => file.Data.Length,
        AudioPart audio => audio.Data.Length,
        ReasoningPart reasoning => reasoning.Text.Length,
        RefusalPart refusal => refusal.Text.Length,
        _ => 0,
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
