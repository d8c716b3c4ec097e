namespace Mesh.Testing.Proxy;

/// <summary>All that a proxy does to its connections, those that stand and those that come.</summary>
public sealed record ProxyFaults
{
    /// <summary>Nothing.</summary>
    public static ProxyFaults None { get; } = new();

    /// <summary>A peer that has gone without a word: bytes vanish both ways, and new connections are accepted by nobody.</summary>
    public static ProxyFaults Silence { get; } = new()
    {
        ToServer = new FlowFaults { Swallows = true },
        ToClient = new FlowFaults { Swallows = true },
        Accepts = AcceptFault.BlackHole,
    };

    /// <summary>What happens on the way to the server.</summary>
    public FlowFaults ToServer { get; init; } = FlowFaults.None;

    /// <summary>What happens on the way to the client.</summary>
    public FlowFaults ToClient { get; init; } = FlowFaults.None;

    /// <summary>What becomes of new connections.</summary>
    public AcceptFault Accepts { get; init; }
}
