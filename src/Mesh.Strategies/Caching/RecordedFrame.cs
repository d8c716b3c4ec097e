using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Caching;

/// <summary>A piece of an answer that is given again.</summary>
/// <param name="piece">The piece.</param>
/// <param name="usageWanted">Whether this caller asked for the token count in its stream.</param>
internal sealed class RecordedFrame(RecordedPiece piece, bool usageWanted) : ContentFrame
{
    public override Dialect Dialect => piece.Dialect;

    public override ReadOnlyMemory<byte> Raw => piece.Raw;

    public override int Parts => piece.Parts;

    public override bool IsEnd => piece.IsEnd;

    public override bool IsUsageOnly => piece.IsUsageOnly;

    public override bool IsMeshOnly => piece.IsUsageOnly && !usageWanted;

    public override bool HasContent => !piece.IsUsageOnly;

    /// <exception cref="NotSupportedException">Its bytes were kept for a door that speaks their dialect, which reads nothing.</exception>
    public override IReadOnlyList<ChatEvent> Read() =>
        piece.Dialect == Dialect.None ? piece.Events : throw new NotSupportedException("What the bytes of a kept answer say is not kept beside them.");
}
