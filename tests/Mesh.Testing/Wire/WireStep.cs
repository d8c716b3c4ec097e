namespace Mesh.Testing.Wire;

/// <summary>One thing that happens on a connection while an answer is played.</summary>
public abstract record WireStep
{
    /// <summary>Bytes in one write.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record Send(ReadOnlyMemory<byte> Bytes) : WireStep;

    /// <summary>The same bytes many times, many in one write; ends when the other side goes away.</summary>
    /// <param name="Bytes">The bytes.</param>
    /// <param name="Times">How often.</param>
    public sealed record Repeat(ReadOnlyMemory<byte> Bytes, long Times) : WireStep;

    /// <summary>Bytes one at a time.</summary>
    /// <param name="Bytes">The bytes.</param>
    /// <param name="Pause">Wait between them.</param>
    public sealed record Drip(ReadOnlyMemory<byte> Bytes, TimeSpan Pause) : WireStep;

    /// <summary>Bytes in one write that only the transport needs: whoever goes away once they are due has had the whole answer.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record Tail(ReadOnlyMemory<byte> Bytes) : WireStep;

    /// <summary>Nothing for a while.</summary>
    /// <param name="Duration">How long.</param>
    public sealed record Wait(TimeSpan Duration) : WireStep;

    /// <summary>Nothing until the other side goes away.</summary>
    public sealed record Hang : WireStep;

    /// <summary>The connection ends with RST. What the other side has not acknowledged by then may be lost: wait before it.</summary>
    public sealed record Reset : WireStep;

    /// <summary>The connection ends with FIN.</summary>
    public sealed record Close : WireStep;
}
