using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Mesh.Grains.Workers;

/// <summary>Asks one engine. One request at a time, each bounded in time and in bytes.</summary>
/// <param name="root">The engine's root, without <c>/v1</c>.</param>
/// <param name="client">The way out.</param>
/// <param name="time">The clock of its patience.</param>
internal sealed class EngineConnection(Uri root, EngineClient client, TimeProvider time)
{
    /// <summary>Most bytes of an answer that are read. A metrics page has some hundred thousand.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Longest wait for a whole answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int KeptBytes = 1024 * 1024;
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>The engine's root, without <c>/v1</c>.</summary>
    public Uri Root => root;

    /// <summary>Reads a page.</summary>
    /// <exception cref="EngineException">It did not answer.</exception>
    public async Task<EngineAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(root, path));
        return await SendAsync(request, Patience, cancellationToken);
    }

    /// <summary>Sends a document.</summary>
    /// <exception cref="EngineException">It did not answer.</exception>
    public async Task<EngineAnswer> PostAsync(string path, JsonObject body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(root, path)) { Content = JsonContent(body) };
        return await SendAsync(request, patience, cancellationToken);
    }

    private static ByteArrayContent JsonContent(JsonObject body) =>
        new(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { { "content-type", "application/json" } } };

    private async Task<EngineAnswer> SendAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var response = await client.SendAsync(request, either.Token);
            var (length, whole) = await ReadAsync(response.Content, either.Token);
            return new EngineAnswer((int)response.StatusCode, response.Headers.Server.ToString(), _buffer.AsMemory(0, length), whole);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException(EngineFault.Silent, $"says nothing for {patience.TotalSeconds:0.#} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw IsRefused(e)
                ? new EngineException(EngineFault.Refused, "refuses connections", e)
                : new EngineException(EngineFault.Broken, "breaks the connection", e);
        }
    }

    private static bool IsRefused(Exception fault) => fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private async Task<(int Length, bool Whole)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (_buffer.Length > KeptBytes)
        {
            _buffer = new byte[KeptBytes];
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var filled = 0;
        while (true)
        {
            if (filled == MostBytes)
            {
                return (filled, await stream.ReadAsync(new byte[1], cancellationToken) == 0);
            }

            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Min(MostBytes, _buffer.Length * 2));
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                return (filled, true);
            }

            filled += read;
        }
    }
}
