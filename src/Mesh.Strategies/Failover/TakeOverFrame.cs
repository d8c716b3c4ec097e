using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Failover;

/// <summary>Stands between the frames of two attempts at one answer; a door tells its caller in its own words.</summary>
public sealed class TakeOverFrame : ContentFrame
{
    /// <summary>Whether the answer begins anew or goes on.</summary>
    public required OnInterruption Kind { get; init; }

    /// <summary>The endpoint that broke off.</summary>
    public required string From { get; init; }

    /// <summary>The endpoint that answers from here.</summary>
    public required string To { get; init; }

    /// <summary>Why the first one broke off, in the words of the error list's reasons.</summary>
    public required string Reason { get; init; }

    /// <summary>Which attempt this one is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Characters of text that had left, in UTF-16 units.</summary>
    public required long Characters { get; init; }

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.None;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Raw => default;

    /// <inheritdoc/>
    public override bool HasContent => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ChatEvent> Read() => [];
}
