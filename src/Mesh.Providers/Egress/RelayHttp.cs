using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Mesh.Providers.Egress;

/// <summary>
/// Connections to the relays of workers: HTTP/2 over TLS with the cluster's certificates on both sides, as they are when a connection
/// is opened. A worker that falls silent while it owes an answer is noticed within about three seconds by its missing ping.
/// </summary>
internal static class RelayHttp
{
    // A worker that is starved for a moment is not a silent one.
    private static readonly TimeSpan s_pingTimeout = TimeSpan.FromSeconds(2);

    // The other side is told of room each time that an eighth of this was read: at the usual 64 KiB four times in an answer of 32 KiB.
    private const int StreamWindowBytes = 256 * 1024;

    /// <summary>Makes the handler.</summary>
    /// <param name="trust">How a handshake that begins now is done.</param>
    /// <param name="connectTimeout">Time to open a connection, the handshake included.</param>
    public static SocketsHttpHandler Create(Func<SslClientAuthenticationOptions> trust, TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(trust, context.DnsEndPoint, cancellationToken),
        ResponseDrainTimeout = TimeSpan.Zero,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        KeepAlivePingDelay = TimeSpan.FromSeconds(1),
        KeepAlivePingTimeout = s_pingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindowBytes,
        MaxResponseHeadersLength = 64,
    };

    // The handler takes a stream that is TLS already as it is.
    private static async ValueTask<Stream> ConnectAsync(Func<SslClientAuthenticationOptions> trust, DnsEndPoint worker, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? tls = null;
        try
        {
            await socket.ConnectAsync(worker, cancellationToken);
            tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            var options = trust();
            options.ApplicationProtocols = [SslApplicationProtocol.Http2];
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch
        {
            if (tls is not null)
            {
                await tls.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }
    }
}
