using Mesh.Contracts.Plans;

namespace Mesh.Contracts.Tasks;

/// <summary>A task as lists show it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TaskSummary")]
public sealed record TaskSummary
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>A name for people.</summary>
    [Id(1)] public string Title { get; init; } = "";

    /// <summary>Route, model or endpoint that was asked for.</summary>
    [Id(2)] public string Target { get; init; } = "";

    /// <summary>How far it has got.</summary>
    [Id(3)] public TaskState State { get; init; }

    /// <summary>When it was submitted.</summary>
    [Id(4)] public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When its time is over.</summary>
    [Id(5)] public DateTimeOffset Deadline { get; init; }

    /// <summary>When it ended; null before.</summary>
    [Id(6)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is deleted; null before its end.</summary>
    [Id(7)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>How often a silo has begun to go through its plan.</summary>
    [Id(8)] public int Walks { get; init; }

    /// <summary>Nodes whose answers are kept.</summary>
    [Id(9)] public int NodesKept { get; init; }

    /// <summary>Calls that a silo's end interrupted, of which nobody knows what they took.</summary>
    [Id(10)] public int Unmetered { get; init; }

    /// <summary>USD that are booked of the budget for them: the most that they can have cost.</summary>
    [Id(11)] public decimal UnmeteredUsd { get; init; }

    /// <summary>The number of the last event of its record.</summary>
    [Id(12)] public long Events { get; init; }

    /// <summary>The key that submitted it.</summary>
    [Id(13)] public string KeyId { get; init; } = "";

    /// <summary>Price in USD of all that is known.</summary>
    [Id(14)] public decimal CostUsd { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State >= TaskState.Done;
}
