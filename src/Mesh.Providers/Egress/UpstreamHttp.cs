using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Mesh.Contracts.Catalog;

namespace Mesh.Providers.Egress;

/// <summary>
/// The one way out of the mesh: no redirects, no environment proxy, no cookies, no decompression (bytes pass as they come),
/// a bound on connecting, and connections that are renewed so that DNS changes are noticed.
/// </summary>
/// <param name="relayTrust">How a handshake with a worker's relay is done when it begins; null where there is no cluster.</param>
public sealed class UpstreamHttp(Func<SslClientAuthenticationOptions>? relayTrust = null) : IDisposable
{
    private readonly ConcurrentDictionary<(bool IsRelay, TimeSpan ConnectTimeout), HttpMessageInvoker> _invokers = new();

    /// <summary>Sends a request to whoever its address names; the response's body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan connectTimeout, CancellationToken cancellationToken) =>
        _invokers.GetOrAdd((false, connectTimeout), Create).SendAsync(request, cancellationToken);

    /// <summary>Sends a request to a provider, through a worker's relay where its address is one; the response's body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ProviderEntry provider, TimeSpan connectTimeout, CancellationToken cancellationToken) =>
        _invokers.GetOrAdd((provider.IsRelay, connectTimeout), Create).SendAsync(request, cancellationToken);

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private HttpMessageInvoker Create((bool IsRelay, TimeSpan ConnectTimeout) way) => !way.IsRelay ? new(Plain(way.ConnectTimeout))
        : relayTrust is null ? throw new InvalidOperationException("a relay is only spoken to inside a cluster")
        : new(RelayHttp.Create(relayTrust, way.ConnectTimeout));

    private static SocketsHttpHandler Plain(TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        ConnectCallback = (context, cancellationToken) => ReadAheadStream.ConnectAsync(context.DnsEndPoint, receiveBufferBytes: null, cancellationToken),

        // Whoever lets go of an answer in its middle wants the upstream to stop, not its rest read to save the connection.
        ResponseDrainTimeout = TimeSpan.Zero,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 64,
    };
}
