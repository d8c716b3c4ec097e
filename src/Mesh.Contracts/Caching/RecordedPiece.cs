using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Caching;

/// <summary>A part of a kept answer: the upstream's bytes where the caller speaks its dialect, else what they say.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RecordedPiece")]
public sealed record RecordedPiece
{
    /// <summary>The dialect of <see cref="Raw"/>.</summary>
    [Id(0)] public Dialect Dialect { get; init; }

    /// <summary>The upstream's bytes; empty where there are <see cref="Events"/>.</summary>
    [Id(1)] public byte[] Raw { get; init; } = [];

    /// <summary>What is said; empty where there are bytes.</summary>
    [Id(2)] public IReadOnlyList<ChatEvent> Events { get; init; } = [];

    /// <summary>How many of the upstream's events it holds.</summary>
    [Id(3)] public int Parts { get; init; } = 1;

    /// <summary>Whether it holds the token count of a stream and nothing else, which not every caller asks for.</summary>
    [Id(4)] public bool IsUsageOnly { get; init; }

    /// <summary>Whether it ends the stream.</summary>
    [Id(5)] public bool IsEnd { get; init; }
}
