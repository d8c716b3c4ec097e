namespace Mesh.Testing.Proxy;

/// <summary>What happens to the bytes of one direction. They keep their order whatever happens.</summary>
public sealed record FlowFaults
{
    /// <summary>Nothing.</summary>
    public static FlowFaults None { get; } = new();

    /// <summary>Each byte arrives so much later. What is on its way keeps the delay that it came with.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Most that is added to <see cref="Delay"/>, drawn evenly for each piece that is read.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Most bytes a second; null for no bound.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Share of the bytes in which one bit is turned over, 0 to 1.</summary>
    public double FlippedShare { get; init; }

    /// <summary>Nothing arrives until this is taken back; what was sent meanwhile arrives then, and the sender is held once the buffer is full.</summary>
    public bool Stalls { get; init; }

    /// <summary>What is sent is taken and thrown away.</summary>
    public bool Swallows { get; init; }

    /// <summary>The connection is cut once so many of its bytes have passed in this direction; null for never.</summary>
    public long? CutAfter { get; init; }

    /// <summary>How it is cut.</summary>
    public FlowEnd CutBy { get; init; }
}
