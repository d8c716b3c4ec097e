namespace Mesh.Contracts.Conversations;

/// <summary>What the model that answered was told of the conversation; no content.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TurnPrompt")]
public sealed record TurnPrompt
{
    /// <summary>The first turn that was told word for word; 0 when none was.</summary>
    [Id(0)] public long OldestTurn { get; init; }

    /// <summary>The last turn that the summary covered; 0 when none was told.</summary>
    [Id(1)] public long SummaryThrough { get; init; }

    /// <summary>Whether something was left out: turns that were neither told nor covered by a summary, or items of the summary for which there was no room.</summary>
    [Id(2)] public bool LeavesOut { get; init; }

    /// <summary>Most tokens that the prompt takes, or about as many; see <see cref="IsCounted"/>.</summary>
    [Id(3)] public long Tokens { get; init; }

    /// <summary>Whether <see cref="Tokens"/> was counted or estimated because the limit depended on it; else it is a bound from the bytes.</summary>
    [Id(4)] public bool IsCounted { get; init; }

    /// <summary>Images that were told in words.</summary>
    [Id(5)] public int Described { get; init; }

    /// <summary>Images, files and sounds of which the model was told only that they are missing.</summary>
    [Id(6)] public int Missing { get; init; }

    /// <summary>The change of models; null when the same one goes on, or nobody answered before.</summary>
    [Id(7)] public HandOver? HandOver { get; init; }

    /// <summary>Data classes of what it was told, those of the turns before included.</summary>
    [Id(8)] public IReadOnlyList<string> Data { get; init; } = [];
}
