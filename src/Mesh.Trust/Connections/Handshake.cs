using System.Net.Security;
using Microsoft.AspNetCore.Connections;

namespace Mesh.Trust.Connections;

/// <summary>What both sides of a trusted connection do.</summary>
internal static class Handshake
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Shakes hands within 5 s, then goes on with the connection's bytes behind TLS.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="authenticate">This side's part of the handshake.</param>
    /// <param name="next">What is spoken over the connection.</param>
    /// <exception cref="Exception">The handshake failed, or whatever <paramref name="next"/> throws.</exception>
    public static async Task RunAsync(ConnectionContext connection, TimeProvider time, Func<SslStream, CancellationToken, Task> authenticate, Func<Task> next)
    {
        var plain = connection.Transport;
        await using var stream = new SslStream(new PipeStream(plain), leaveInnerStreamOpen: false);
        using (var patience = new CancellationTokenSource(s_patience, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed))
        {
            await authenticate(stream, either.Token);
        }

        connection.Transport = new TrustedPipe(stream);
        try
        {
            await next();
        }
        finally
        {
            // What closes the connection closes the socket's own pipes.
            connection.Transport = plain;
        }
    }
}
