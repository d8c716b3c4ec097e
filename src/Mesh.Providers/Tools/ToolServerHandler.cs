using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Providers.Egress;

namespace Mesh.Providers.Tools;

/// <summary>Sends the protocol's requests by the mesh's one way out: with the server's key and headers, to its one address, and with a bound on what is read of an answer.</summary>
/// <param name="http">The way out.</param>
/// <param name="server">The server.</param>
/// <param name="secrets">Where its key is.</param>
internal sealed class ToolServerHandler(UpstreamHttp http, ToolServerEntry server, SecretReader secrets) : HttpMessageHandler
{
    // A character may take six in JSON; around a result stand the protocol's own words.
    private const int BytesAByte = 6;
    private const int BytesAround = 64 * 1024;

    // Lists of tools, and what a server tells unasked on a stream of its own.
    private const long MostBesides = 4 * 1024 * 1024;

    private readonly long _most = Math.Max(MostBesides, ((long)server.Limits.MaxResultBytes * BytesAByte) + BytesAround);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = ToolExchange.Current;
        if (request.RequestUri != server.Url)
        {
            throw new HttpRequestException("A tool server is spoken to at its own address only.");
        }

        foreach (var (name, value) in server.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        Sign(request, exchange);
        if (exchange is not null && request.Content is { } content)
        {
            exchange.RequestId = await IdAsync(content, cancellationToken) ?? exchange.RequestId;
        }

        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        var response = await http.SendAsync(request, server.ConnectTimeout, cancellationToken);
        exchange?.Answered(response.StatusCode, request.Headers.Contains("Mcp-Session-Id"));
        var stream = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), _most, () => exchange?.Fail(ToolFaultKind.TooLarge));
        var bounded = new StreamContent(stream);
        foreach (var (name, values) in response.Content.Headers)
        {
            bounded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = bounded;
        return response;
    }

    // Null for what wants no answer.
    private static async Task<JsonElement?> IdAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var message = JsonDocument.Parse(await content.ReadAsByteArrayAsync(cancellationToken));
        return message.RootElement.TryGetProperty("id", out var id) && message.RootElement.TryGetProperty("method", out _) ? id.Clone() : null;
    }

    // A key that a header cannot hold would show itself in the error.
    private void Sign(HttpRequestMessage request, ToolExchange? exchange)
    {
        if (server.ApiKey is not { } reference)
        {
            return;
        }

        if (secrets.Read(reference) is not { } key || !key.All(c => c is > ' ' and <= '~'))
        {
            exchange?.Fail(ToolFaultKind.Credentials);
            throw new HttpRequestException($"Tool server '{server.Name}' names {reference}, which is empty or holds what no key has.");
        }

        if (server.ApiKeyHeader == ToolServerEntry.Bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
        else
        {
            request.Headers.TryAddWithoutValidation(server.ApiKeyHeader, key);
        }
    }
}
