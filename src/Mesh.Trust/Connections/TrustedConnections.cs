using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mesh.Trust.Connections;

/// <summary>Puts the cluster's trust between a socket and what is spoken over it: silo to silo, client to gateway, edge to relay.</summary>
public static class TrustedConnections
{
    /// <summary>Lets nobody in who is not of the cluster. For connections that come in.</summary>
    /// <param name="builder">The connections.</param>
    /// <param name="trust">Who is let in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of those who are not.</param>
    /// <param name="protocol">What the caller has to offer; null where only one thing is ever spoken.</param>
    public static void UseTrustAsServer(this IConnectionBuilder builder, ClusterTrust trust, TimeProvider time, ILogger logger, SslApplicationProtocol? protocol = null)
    {
        var refusals = new RefusalLog(time, logger);
        builder.Use(next => new TrustedAccept(next, trust, protocol, time, refusals).OnConnectedAsync);
    }

    /// <summary>Speaks to nobody who is not of the cluster. For connections that go out.</summary>
    public static void UseTrustAsClient(this IConnectionBuilder builder, ClusterTrust trust, TimeProvider time) =>
        builder.Use(next => new TrustedConnect(next, trust, time).OnConnectedAsync);
}
