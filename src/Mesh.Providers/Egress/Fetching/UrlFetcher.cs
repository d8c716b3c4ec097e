using System.Net;
using System.Net.Sockets;
using Mesh.Contracts.Catalog;

namespace Mesh.Providers.Egress.Fetching;

/// <summary>
/// Fetches images and documents that a caller named, for upstreams that must not or cannot do it themselves. The operator's list
/// says from which hosts; the addresses are checked where the connection is made, so that no second look-up can say otherwise.
/// </summary>
/// <param name="resolve">Looks a host's addresses up.</param>
/// <param name="allowed">Whether an address may be connected to.</param>
/// <param name="time">The clock.</param>
public sealed class UrlFetcher(Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> allowed, TimeProvider time) : IDisposable
{
    /// <summary>Most redirects that are followed.</summary>
    public const int MaxRedirects = 3;

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 64,

        // A kept connection would outlive the check of its address.
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, resolve, allowed, cancellationToken),
    });

    /// <summary>Fetches <paramref name="url"/>.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="policy">From where, how much and for how long.</param>
    /// <param name="accepts">Whether a content type is wanted.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <exception cref="FetchRefusedException">It is not allowed, or did not give what was wanted.</exception>
    public async Task<FetchedFile> FetchAsync(Uri url, FetchPolicy policy, Func<string, bool> accepts, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(policy.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await FollowAsync(url, policy, accepts, linked.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FetchRefusedException($"took longer than {policy.Timeout.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException e) when (e.InnerException is FetchRefusedException refused)
        {
            throw new FetchRefusedException(refused.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new FetchRefusedException("could not be fetched");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<FetchedFile> FollowAsync(Uri url, FetchPolicy policy, Func<string, bool> accepts, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            FetchRules.Check(url, policy);
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", "MeshSilo");
            using var response = await _http.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return await ReadAsync(response, policy, accepts, cancellationToken);
            }

            if (redirects == MaxRedirects || response.Headers.Location is not { } location)
            {
                throw new FetchRefusedException($"is redirected more than {MaxRedirects} times or to nowhere");
            }

            var next = new Uri(url, location);
            url = url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps
                ? throw new FetchRefusedException("is redirected from https to something less")
                : next;
        }
    }

    private static async Task<FetchedFile> ReadAsync(HttpResponseMessage response, FetchPolicy policy, Func<string, bool> accepts, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new FetchRefusedException($"was answered with status {(int)response.StatusCode}");
        }

        var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
        if (!accepts(type))
        {
            throw new FetchRefusedException(type.Length == 0 ? "has no content type" : $"is of type '{(type.Length > 100 ? type[..100] : type)}', which is not taken here");
        }

        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw new FetchRefusedException("came compressed, although that was not asked for");
        }

        if (response.Content.Headers.ContentLength > policy.MaxBytes)
        {
            throw TooLarge(policy);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > policy.MaxBytes)
            {
                throw TooLarge(policy);
            }
        }

        return new FetchedFile(type, bytes.ToArray());
    }

    // One private address among several is an attack or a mistake; neither is worth a try.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> allowed, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host.Host, resolve, cancellationToken);
        if (addresses.Length == 0 || !addresses.All(allowed))
        {
            throw new FetchRefusedException("leads to an address that is not on the public internet");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellationToken)
    {
        try
        {
            return IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, cancellationToken);
        }
        catch (SocketException)
        {
            throw new FetchRefusedException("names a host that is not known");
        }
    }

    private static FetchRefusedException TooLarge(FetchPolicy policy) => new($"is larger than {policy.MaxBytes} bytes");
}
