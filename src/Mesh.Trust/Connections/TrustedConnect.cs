using Microsoft.AspNetCore.Connections;

namespace Mesh.Trust.Connections;

/// <summary>The calling side. A failed handshake fails the connection, whose caller tells of it.</summary>
internal sealed class TrustedConnect(ConnectionDelegate next, ClusterTrust trust, TimeProvider time)
{
    /// <summary>Runs a connection behind TLS.</summary>
    public Task OnConnectedAsync(ConnectionContext connection) => Handshake.RunAsync(
        connection, time, (stream, cancellation) => stream.AuthenticateAsClientAsync(trust.ForClient(), cancellation), () => next(connection));
}
