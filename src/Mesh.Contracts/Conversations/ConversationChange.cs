namespace Mesh.Contracts.Conversations;

/// <summary>New settings; what is null stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationChange")]
public sealed record ConversationChange
{
    /// <summary>The title.</summary>
    [Id(0)] public string? Title { get; init; }

    /// <summary>All names and values.</summary>
    [Id(1)] public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The instructions.</summary>
    [Id(2)] public string? Instructions { get; init; }

    /// <summary>The route.</summary>
    [Id(3)] public string? Route { get; init; }

    /// <summary>All pinned facts.</summary>
    [Id(4)] public IReadOnlyList<string>? Pinned { get; init; }

    /// <summary>How long after its last turn it is deleted; zero takes a time that was set away.</summary>
    [Id(5)] public TimeSpan? Retention { get; init; }

    /// <summary>The settings after it.</summary>
    public ConversationSettings Applied(ConversationSettings before) => before with
    {
        Title = Title ?? before.Title,
        Metadata = Metadata ?? before.Metadata,
        Instructions = Instructions ?? before.Instructions,
        Route = Route ?? before.Route,
        Pinned = Pinned ?? before.Pinned,
        Retention = Retention is { } asked ? asked > TimeSpan.Zero ? asked : null : before.Retention,
    };
}
