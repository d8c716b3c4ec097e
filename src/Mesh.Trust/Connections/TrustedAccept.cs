using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Mesh.Trust.Connections;

/// <summary>The called side. Who is not of the cluster is cut off; how many may try at once is bounded.</summary>
/// <param name="next">What is spoken over the connection.</param>
/// <param name="trust">Who is let in.</param>
/// <param name="protocol">What both sides have to agree on; null where there is nothing to choose.</param>
/// <param name="time">The clock.</param>
/// <param name="refusals">Who was not let in.</param>
internal sealed class TrustedAccept(ConnectionDelegate next, ClusterTrust trust, SslApplicationProtocol? protocol, TimeProvider time, RefusalLog refusals)
{
    // Each holds a socket and a buffer until its patience ends; a whole cluster that starts at once stays below.
    private const int MostShaking = 256;
    private int _shaking;

    /// <summary>Runs a connection behind TLS, or cuts it off.</summary>
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        var known = false;
        try
        {
            await Handshake.RunAsync(connection, time, (stream, cancellation) => ShakeAsync(() => stream.AuthenticateAsServerAsync(Options(), cancellation)), () =>
            {
                known = true;
                return next(connection);
            });
        }
        catch (Exception e) when (!known && e is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            refusals.Add(connection.RemoteEndPoint, e);
            connection.Abort();
        }
    }

    private SslServerAuthenticationOptions Options()
    {
        var options = trust.ForServer();
        options.ApplicationProtocols = protocol is { } agreed ? [agreed] : null;
        return options;
    }

    private async Task ShakeAsync(Func<Task> shake)
    {
        try
        {
            if (Interlocked.Increment(ref _shaking) > MostShaking)
            {
                throw new AuthenticationException($"{MostShaking} others are being let in. It may try again.");
            }

            await shake();
        }
        finally
        {
            Interlocked.Decrement(ref _shaking);
        }
    }
}
