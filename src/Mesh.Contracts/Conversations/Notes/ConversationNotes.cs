namespace Mesh.Contracts.Conversations.Notes;

/// <summary>What the mesh has noted of a conversation for itself. It can be lost and made anew: no turn rests on it, and all of it goes with the turns.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationNotes")]
public sealed record ConversationNotes
{
    /// <summary>Most images that are described; the oldest go.</summary>
    public const int MostImages = 64;

    /// <summary>No notes.</summary>
    public static ConversationNotes Empty { get; } = new();

    /// <summary>The rolling summary.</summary>
    [Id(0)] public ConversationSummary Summary { get; init; } = new();

    /// <summary>Images in words, the last used last.</summary>
    [Id(1)] public IReadOnlyList<ImageDescription> Images { get; init; } = [];

    /// <summary>How many summaries failed in a row.</summary>
    [Id(2)] public int Failures { get; init; }

    /// <summary>The last turn when a summary failed last; 0 for never.</summary>
    [Id(3)] public long FailedAt { get; init; }
}
