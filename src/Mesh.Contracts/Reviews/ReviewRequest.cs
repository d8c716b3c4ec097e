using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Reviews;

/// <summary>What a plan hands over to a person: the task, what has been made of it so far, and why. It holds what users and models said.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ReviewRequest")]
public sealed record ReviewRequest
{
    /// <summary>Longest queue name.</summary>
    public const int LongestQueue = 64;

    /// <summary>Most characters of a review's messages and its draft together, media included.</summary>
    public const int MostCharacters = 1024 * 1024;

    /// <summary>Its id in its tenant: the same place of the same run has the same one.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    [Id(1)] public required string Tenant { get; init; }

    /// <summary>The project in the tenant.</summary>
    [Id(2)] public string Project { get; init; } = "";

    /// <summary>The id of the key on whose behalf it is asked.</summary>
    [Id(3)] public string AskedBy { get; init; } = "";

    /// <summary>The queue in which people find it.</summary>
    [Id(4)] public required string Queue { get; init; }

    /// <summary>Why a person is asked.</summary>
    [Id(5)] public string Reason { get; init; } = "";

    /// <summary>What is asked, as models would get it.</summary>
    [Id(6)] public required ChatRequest Request { get; init; }

    /// <summary>The answer so far; null where there is none.</summary>
    [Id(7)] public string? Draft { get; init; }

    /// <summary>The model that gave it; null where there is none.</summary>
    [Id(8)] public string? DraftModel { get; init; }

    /// <summary>The route that was asked for.</summary>
    [Id(9)] public string Route { get; init; } = "";

    /// <summary>The class of task; null where nothing read it.</summary>
    [Id(10)] public string? Task { get; init; }

    /// <summary>The node's place in its plan, from the root.</summary>
    [Id(11)] public string Place { get; init; } = "";

    /// <summary>What the run is known by: a decision's id, or a task's.</summary>
    [Id(12)] public string Run { get; init; } = "";

    /// <summary>Data classes that it holds: whoever it is sent to must be allowed to see them all.</summary>
    [Id(13)] public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>When it was handed over.</summary>
    [Id(14)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when somebody waits for the answer; null where its asker was given a handle at once.</summary>
    [Id(15)] public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>When it is too late for an answer.</summary>
    [Id(16)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How long it is kept once it is over.</summary>
    [Id(17)] public required TimeSpan Keep { get; init; }

    /// <summary>Most reviews that may wait in the queue.</summary>
    [Id(18)] public required int Most { get; init; }
}
