using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Contracts.Tasks;

/// <summary>What a caller wants done, as it is kept from the first moment on: a task goes on by it whatever becomes of the catalogue's plans.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TaskSubmission")]
public sealed record TaskSubmission
{
    /// <summary>The task's id within its tenant.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Digest of everything that the caller sent, so that another content under the same key is noticed.</summary>
    [Id(1)] public required string Hash { get; init; }

    /// <summary>Who asks; looked at again before each call of a model.</summary>
    [Id(2)] public required CallerIdentity Caller { get; init; }

    /// <summary>Who is to answer, as the caller asked.</summary>
    [Id(3)] public required RouteQuery Query { get; init; }

    /// <summary>What is asked.</summary>
    [Id(4)] public required ChatRequest Chat { get; init; }

    /// <summary>The plan: the caller's, or the route's as it was then.</summary>
    [Id(5)] public required NodeEntry Plan { get; init; }

    /// <summary>When it was submitted.</summary>
    [Id(6)] public DateTimeOffset At { get; init; }

    /// <summary>When its time is over, however often its silo starts anew.</summary>
    [Id(7)] public DateTimeOffset Deadline { get; init; }

    /// <summary>How long it is kept after its end.</summary>
    [Id(8)] public TimeSpan Retention { get; init; }

    /// <summary>Most USD of all its calls; null for no bound.</summary>
    [Id(9)] public decimal? MaxUsd { get; init; }

    /// <summary>Most tokens of all its calls; null for no bound.</summary>
    [Id(10)] public long? MaxTokens { get; init; }

    /// <summary>How often its plan is gone through again when it has failed by what may pass.</summary>
    [Id(11)] public int Retries { get; init; }

    /// <summary>Whether the caller sent the plan itself, for which its key needs the scope.</summary>
    [Id(13)] public bool SentPlan { get; init; }

    /// <summary>A name for people.</summary>
    [Id(12)] public string Title { get; init; } = "";
}
