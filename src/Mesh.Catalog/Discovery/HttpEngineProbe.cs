using System.Text.Json;

namespace Mesh.Catalog.Discovery;

/// <summary>Asks <c>GET /v1/models</c>, for at most 300 ms and 1 MiB.</summary>
public sealed class HttpEngineProbe : IEngineProbe
{
    private const int MostModels = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ModelsAsync(Uri root, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(300), MaxResponseContentBufferSize = 1024 * 1024 };
        try
        {
            await using var stream = await client.GetStreamAsync(new Uri($"{root.AbsoluteUri.TrimEnd('/')}/models"), cancellationToken);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return [.. document.RootElement.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString() ?? "").Where(id => id.Length > 0).Distinct().Take(MostModels)];
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Something else answers there, or nothing.
            return [];
        }
    }
}
