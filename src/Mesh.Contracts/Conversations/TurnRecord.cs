using Mesh.Contracts.Errors;

namespace Mesh.Contracts.Conversations;

/// <summary>A turn as it is kept. Written twice for an attempt: before a model is asked, and before its caller is told how it ended.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TurnRecord")]
public sealed record TurnRecord
{
    /// <summary>Its number in the conversation, from 1; never used twice.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>The number of the turn before it on its branch; 0 for none.</summary>
    [Id(1)] public long Parent { get; init; }

    /// <summary>What was asked. A regenerated turn holds the message of the turn in whose place it stands.</summary>
    [Id(2)] public required TurnRequest Request { get; init; }

    /// <summary>How far it has got.</summary>
    [Id(3)] public required TurnState State { get; init; }

    /// <summary>The attempt that this is about, from 1: how often a model was asked anew.</summary>
    [Id(4)] public required int Attempt { get; init; }

    /// <summary>The fence of that attempt.</summary>
    [Id(5)] public required long Epoch { get; init; }

    /// <summary>The answer or its draft; null when nothing came.</summary>
    [Id(6)] public TurnAnswer? Answer { get; init; }

    /// <summary>Why it is not whole; null when it is or is not over.</summary>
    [Id(7)] public MeshError? Error { get; init; }

    /// <summary>The version of the conversation that it made; 0 when it is not committed.</summary>
    [Id(8)] public long Version { get; init; }

    /// <summary>Digest of all committed turns up to this; empty when it is not committed.</summary>
    [Id(9)] public string Digest { get; init; } = "";

    /// <summary>When it was first accepted.</summary>
    [Id(10)] public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    [Id(11)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The silo that ran the attempt, with its generation; for a while after the end its frames are still there.</summary>
    [Id(12)] public string Owner { get; init; } = "";

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is not (TurnState.Accepted or TurnState.Generating);
}
