using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Log;

/// <summary>What a list shows of a conversation.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ListedConversation")]
public sealed record ListedConversation
{
    /// <summary>The conversation's id in the tenant.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Its title; empty for none.</summary>
    [Id(1)] public string Title { get; init; } = "";

    /// <summary>The caller's own names and values.</summary>
    [Id(2)] public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Route, model or endpoint of turns that name none.</summary>
    [Id(3)] public string Route { get; init; } = "";

    /// <summary>Committed turns.</summary>
    [Id(4)] public long Version { get; init; }

    /// <summary>Turns, those that did not end well included.</summary>
    [Id(5)] public long Turns { get; init; }

    /// <summary>Cost in USD of all its turns.</summary>
    [Id(6)] public decimal CostUsd { get; init; }

    /// <summary>When it was created.</summary>
    [Id(7)] public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last updated.</summary>
    [Id(8)] public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What a list shows of the conversation with this head.</summary>
    public static ListedConversation Of(ConversationHead head) => new()
    {
        Id = head.Id,
        Title = head.Settings.Title,
        Metadata = head.Settings.Metadata,
        Route = head.Settings.Route,
        Version = head.Version,
        Turns = head.Turns,
        CostUsd = head.CostUsd,
        CreatedAt = head.CreatedAt,
        UpdatedAt = head.UpdatedAt,
    };
}
