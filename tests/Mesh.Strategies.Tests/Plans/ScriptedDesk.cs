using System.Collections.Concurrent;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;
using Mesh.Strategies.Reviews;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>People by script, on a clock of the test's.</summary>
internal sealed class ScriptedDesk(TimeProvider time) : IReviewDesk
{
    private readonly ConcurrentDictionary<string, ReviewRequest> _open = new(StringComparer.Ordinal);

    /// <summary>Everything that was handed over, an open one that was found left out.</summary>
    public ConcurrentQueue<ReviewRequest> Opened { get; } = [];

    /// <summary>What a person makes of it; null for nothing yet.</summary>
    public Func<ReviewRequest, ReviewVerdict?> Decides { get; set; } = static _ => null;

    /// <summary>How long a person takes.</summary>
    public TimeSpan After { get; set; }

    /// <summary>Refuses what is handed over; null for nobody.</summary>
    public Func<Exception>? Refuses { get; set; }

    /// <summary>Calls that fail before one is heard.</summary>
    public int OutOfReach { get; set; }

    /// <summary>Data classes of what is handed over.</summary>
    public IReadOnlyList<string> Data { get; set; } = [];

    /// <summary>A person's answer.</summary>
    public static ReviewVerdict Answer(string text) => new() { State = ReviewState.Answered, RequestId = "1", Text = text, By = "anna" };

    public IReadOnlyList<string> DataOf(string route, Contracts.Chat.ChatTask task) => Data;

    public Task<ReviewStanding> OpenAsync(ReviewRequest request, CancellationToken cancellationToken)
    {
        Reach();
        if (Refuses is { } fault)
        {
            throw fault();
        }

        if (_open.TryAdd(request.Id, request))
        {
            Opened.Enqueue(request);
        }

        return Task.FromResult(Standing(_open[request.Id]));
    }

    public Task<ReviewStanding?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        Reach();
        return Task.FromResult(_open.TryGetValue(id, out var request) && request.Tenant == tenant ? Standing(request) : null);
    }

    private ReviewStanding Standing(ReviewRequest request)
    {
        var open = new ReviewStanding { Id = request.Id, Queue = request.Queue, State = ReviewState.Pending, CreatedAt = request.CreatedAt, ExpiresAt = request.ExpiresAt };
        return time.GetUtcNow() - request.CreatedAt >= After && Decides(request) is { } verdict
            ? open with { State = verdict.State, Verdict = verdict, ClosedAt = request.CreatedAt + After, Distance = request.Draft is { } draft ? DraftDistance.Of(draft, verdict.Text) : null }
            : time.GetUtcNow() >= open.ExpiresAt ? open with { State = ReviewState.Expired, ClosedAt = open.ExpiresAt } : open;
    }

    private void Reach()
    {
        if (OutOfReach > 0)
        {
            OutOfReach--;
            throw new MeshException(MeshErrorCode.Unavailable, "review_out_of_reach", "The desk is out of reach.");
        }
    }
}
