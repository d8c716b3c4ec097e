namespace Mesh.Contracts.Conversations;

/// <summary>What the owner of a conversation may set.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationSettings")]
public sealed record ConversationSettings
{
    /// <summary>A title; empty for none.</summary>
    [Id(0)] public string Title { get; init; } = "";

    /// <summary>The caller's own names and values, by which conversations can be listed.</summary>
    [Id(1)] public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Instructions that every model gets; empty for none.</summary>
    [Id(2)] public string Instructions { get; init; } = "";

    /// <summary>Route, model or endpoint of turns that name none.</summary>
    [Id(3)] public string Route { get; init; } = "auto";

    /// <summary>Facts that every model is told, whatever else is left out.</summary>
    [Id(4)] public IReadOnlyList<string> Pinned { get; init; } = [];

    /// <summary>How long after its last turn it is deleted; null for as long as its tenant's conversations are kept. The shorter of the two counts.</summary>
    [Id(5)] public TimeSpan? Retention { get; init; }
}
