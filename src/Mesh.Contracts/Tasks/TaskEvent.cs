using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;

namespace Mesh.Contracts.Tasks;

/// <summary>An event of a task's record. Events are numbered from 1 without gaps and are never changed; who writes one that is there already has been succeeded by another.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TaskEvent")]
public abstract record TaskEvent
{
    /// <summary>Its number; 0 while it is not written.</summary>
    [Id(0)] public long Number { get; init; }

    /// <summary>When it was written.</summary>
    [Id(1)] public DateTimeOffset At { get; init; }

    /// <summary>Tells who wrote it, so that a write of which nobody knows whether it happened is recognised.</summary>
    [Id(2)] public string Writer { get; init; } = "";
}

/// <summary>The task was submitted.</summary>
/// <param name="Submission">What is wanted.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskSubmitted")]
public sealed record TaskSubmitted([property: Id(0)] TaskSubmission Submission) : TaskEvent;

/// <summary>A silo begins to go through the plan. Whoever did it before has no say from here on.</summary>
/// <param name="Silo">The silo's name.</param>
/// <param name="Walk">How often that was, this time included.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskTakenUp")]
public sealed record TaskTakenUp([property: Id(0)] string Silo, [property: Id(1)] int Walk) : TaskEvent;

/// <summary>A model is about to be asked.</summary>
/// <param name="Path">The node's path from the root.</param>
/// <param name="Usd">The most that it can cost, in USD; 0 where no budget asks.</param>
/// <param name="Tokens">The most tokens that it can take; likewise.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskNodeBegun")]
public sealed record TaskNodeBegun([property: Id(0)] string Path, [property: Id(1)] decimal Usd, [property: Id(2)] long Tokens) : TaskEvent;

/// <summary>A node has answered. It is not asked again.</summary>
/// <param name="Path">The node's path from the root.</param>
/// <param name="Answer">Its answer.</param>
/// <param name="Report">What it did.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskNodeKept")]
public sealed record TaskNodeKept([property: Id(0)] string Path, [property: Id(1)] NodeAnswer Answer, [property: Id(2)] NodeReport Report) : TaskEvent
{
    /// <summary>Data classes that had been found in what models were shown, until then.</summary>
    [Id(3)] public IReadOnlyList<string> Found { get; init; } = [];
}

/// <summary>A call of a model has ended without an answer that is kept: it failed, or nobody waited for it.</summary>
/// <param name="Path">The node's path from the root.</param>
/// <param name="Report">What it did, and what it took.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskNodeLost")]
public sealed record TaskNodeLost([property: Id(0)] string Path, [property: Id(1)] NodeReport Report) : TaskEvent;

/// <summary>Going through the plan has failed by what may pass; it is tried again.</summary>
/// <param name="Error">Why.</param>
/// <param name="Until">When, at the earliest.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskPutOff")]
public sealed record TaskPutOff([property: Id(0)] MeshError Error, [property: Id(1)] DateTimeOffset Until) : TaskEvent;

/// <summary>The task is over.</summary>
/// <param name="State">How it ended.</param>
[GenerateSerializer, Immutable, Alias("mesh.TaskEnded")]
public sealed record TaskEnded([property: Id(0)] TaskState State) : TaskEvent
{
    /// <summary>The answer; null where there is none.</summary>
    [Id(1)] public NodeAnswer? Answer { get; init; }

    /// <summary>Why there is none; null where there is.</summary>
    [Id(2)] public MeshError? Error { get; init; }

    /// <summary>What the plan's nodes did, those of earlier walks that are not part of the last one included; null where none began.</summary>
    [Id(3)] public NodeReport? Report { get; init; }

    /// <summary>The key that ended it; empty where the mesh did.</summary>
    [Id(4)] public string KeyId { get; init; } = "";
}
