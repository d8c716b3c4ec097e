using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>Where a safeguard is taken out of the way, by what stands around the product.</summary>
internal sealed record SimSin
{
    public static readonly SimSin None = new();

    /// <summary>What it is.</summary>
    public string Name { get; init; } = "none";

    /// <summary>Stands before the store, for all silos.</summary>
    public Func<IConversationLog, IConversationLog> Store { get; init; } = log => log;

    /// <summary>Stands between one silo and its way to the store.</summary>
    public Func<IConversationLog, SimSilo, SimWorld, IConversationLog> Reach { get; init; } = (log, _, _) => log;

    /// <summary>Changes the lease that an attempt is ended with; null for the lease itself.</summary>
    public Func<IConversationLog, TurnLease, Task<TurnLease>>? Lease { get; init; }
}
