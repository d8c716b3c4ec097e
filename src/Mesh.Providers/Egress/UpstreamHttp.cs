using System.Collections.Concurrent;
using System.Net;

namespace Mesh.Providers.Egress;

/// <summary>
/// The one way out of the mesh: no redirects, no environment proxy, no cookies, no decompression (bytes pass as they come),
/// a bound on connecting, and connections that are renewed so that DNS changes are noticed.
/// </summary>
public sealed class UpstreamHttp : IDisposable
{
    private readonly ConcurrentDictionary<TimeSpan, HttpMessageInvoker> _invokers = new();

    /// <summary>Sends a request; the response's body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan connectTimeout, CancellationToken cancellationToken) =>
        _invokers.GetOrAdd(connectTimeout, Create).SendAsync(request, cancellationToken);

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private static HttpMessageInvoker Create(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,

        // Whoever lets go of an answer in its middle wants the upstream to stop, not its rest read to save the connection.
        ResponseDrainTimeout = TimeSpan.Zero,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 64,
    });
}
