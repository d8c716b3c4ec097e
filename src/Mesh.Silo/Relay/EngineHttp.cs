using System.Net;
using Mesh.Providers.Egress;

namespace Mesh.Silo.Relay;

/// <summary>The relay's way to the engines of its node. How many connections there are is bounded by the engines' places.</summary>
internal sealed class EngineHttp : IDisposable
{
    // What the system may hold of an answer that nobody reads; left to itself that grows to megabytes a stream.
    private const int ReceiveBufferBytes = 64 * 1024;

    /// <summary>Sends to engines.</summary>
    public HttpMessageInvoker Invoker { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        ConnectCallback = (context, cancellationToken) => ReadAheadStream.ConnectAsync(context.DnsEndPoint, ReceiveBufferBytes, cancellationToken),

        // Whoever lets go of an answer in its middle wants the engine to stop, not its rest read to save the connection.
        ResponseDrainTimeout = TimeSpan.Zero,

        // Shorter than engines keep an idle connection (uvicorn: 5 s): a request must not meet its end.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        MaxResponseHeadersLength = 64,
    });

    /// <inheritdoc/>
    public void Dispose() => Invoker.Dispose();
}
