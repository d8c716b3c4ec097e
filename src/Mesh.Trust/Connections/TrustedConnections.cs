using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mesh.Trust.Connections;

/// <summary>Puts the cluster's trust between a socket and what is spoken over it: silo to silo, client to gateway.</summary>
public static class TrustedConnections
{
    /// <summary>Lets nobody in who is not of the cluster. For connections that come in.</summary>
    public static void UseTrustAsServer(this IConnectionBuilder builder, ClusterTrust trust, TimeProvider time, ILogger logger)
    {
        var refusals = new RefusalLog(time, logger);
        builder.Use(next => new TrustedAccept(next, trust, time, refusals).OnConnectedAsync);
    }

    /// <summary>Speaks to nobody who is not of the cluster. For connections that go out.</summary>
    public static void UseTrustAsClient(this IConnectionBuilder builder, ClusterTrust trust, TimeProvider time) =>
        builder.Use(next => new TrustedConnect(next, trust, time).OnConnectedAsync);
}
