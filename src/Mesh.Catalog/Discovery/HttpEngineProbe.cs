using System.Text.Json;

namespace Mesh.Catalog.Discovery;

/// <summary>Asks <c>GET /v1/models</c>, for at most 300 ms and 1 MiB.</summary>
/// <param name="time">The clock of its patience.</param>
public sealed class HttpEngineProbe(TimeProvider time) : IEngineProbe
{
    /// <summary>Longest wait for a whole answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>Largest answer that is read, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Most models that are taken of one engine.</summary>
    public const int MaxModels = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ModelsAsync(Uri root, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxBytes };
        try
        {
            // Headers and body together: an engine that sends the one and keeps the other must not hold up the start.
            var body = await client.GetByteArrayAsync(new Uri($"{root.AbsoluteUri.TrimEnd('/')}/models"), either.Token);
            using var document = JsonDocument.Parse(body);
            return [.. Names(document.RootElement).Distinct(StringComparer.Ordinal).Take(MaxModels)];
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Something else answers there, or nothing.
            return [];
        }
    }

    private static IEnumerable<string> Names(JsonElement root) =>
        root.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString() ?? "").Where(id => id.Length > 0);
}
