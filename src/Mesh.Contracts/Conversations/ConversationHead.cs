namespace Mesh.Contracts.Conversations;

/// <summary>The small record of a conversation that every write replaces; its sequence and epoch are the fence.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationHead")]
public sealed record ConversationHead
{
    /// <summary>Most forks that are named; beyond them they are only counted.</summary>
    public const int MostForks = 16;

    /// <summary>Tenant; what is read under another one's name is refused.</summary>
    [Id(0)] public required string Tenant { get; init; }

    /// <summary>The conversation's id in the tenant.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>How often it was written; each write names the one that it saw.</summary>
    [Id(2)] public required long Sequence { get; init; }

    /// <summary>Counts the attempts at turns, and whatever else ends the right to write of those before.</summary>
    [Id(3)] public long Epoch { get; init; }

    /// <summary>Committed turns, those on other branches included.</summary>
    [Id(4)] public long Version { get; init; }

    /// <summary>Turns, those that did not end well included.</summary>
    [Id(5)] public long Turns { get; init; }

    /// <summary>The last turn of the branch that goes on; 0 for none.</summary>
    [Id(6)] public long Leaf { get; init; }

    /// <summary>Digest of all committed turns in the order of their versions; empty for none.</summary>
    [Id(7)] public string Digest { get; init; } = "";

    /// <summary>The turn that made the last version; 0 for none.</summary>
    [Id(8)] public long LastCommitted { get; init; }

    /// <summary>The attempt under way; null for none.</summary>
    [Id(9)] public RunningTurn? Running { get; init; }

    /// <summary>What its owner set.</summary>
    [Id(10)] public ConversationSettings Settings { get; init; } = new();

    /// <summary>Digest of what it was created with, so that the same creation twice is one.</summary>
    [Id(11)] public string CreationHash { get; init; } = "";

    /// <summary>When it was created.</summary>
    [Id(12)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last written.</summary>
    [Id(13)] public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted: then this is its tombstone. Null while it is not.</summary>
    [Id(14)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Cost in USD of all its turns.</summary>
    [Id(15)] public decimal CostUsd { get; init; }

    /// <summary>When a turn last began or ended, or it was created: retention counts from here. Null for heads from before this was kept.</summary>
    [Id(16)] public DateTimeOffset? ActiveAt { get; init; }

    /// <summary>Keeps it from being deleted; null for none.</summary>
    [Id(17)] public LegalHold? Hold { get; init; }

    /// <summary>For a tombstone, what its deletion removed; null while it is not deleted, and for tombstones from before this was kept.</summary>
    [Id(18)] public DeletionReport? Deletion { get; init; }

    /// <summary>The last conversations that were forked from it, at most <see cref="MostForks"/>. Each owns a copy of the turns.</summary>
    [Id(19)] public IReadOnlyList<string> Forks { get; init; } = [];

    /// <summary>How many were ever forked from it.</summary>
    [Id(20)] public long ForkCount { get; init; }

    /// <summary>Since when nobody has said anything in it.</summary>
    public DateTimeOffset IdleSince => ActiveAt ?? UpdatedAt;
}
