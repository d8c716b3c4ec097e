using System.Net;

namespace Mesh.Grains.Workers;

/// <summary>The watch's way to the engines of its node, apart from the one of requests: what it asks must not wait behind them.</summary>
internal sealed class EngineClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = EngineConnection.Patience,
        ResponseDrainTimeout = TimeSpan.Zero,

        // Shorter than engines keep an idle connection, which is 5 s for most.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        MaxResponseHeadersLength = 64,
    });

    /// <summary>Sends a request; the response's body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();
}
