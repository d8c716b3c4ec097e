using System.Runtime.CompilerServices;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>A unary answer: one frame.</summary>
internal sealed class OpenAIBodyAnswer(HttpResponseMessage response, string endpoint) : IUpstreamAnswer
{
    /// <summary>Largest answer that is taken.</summary>
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    public string? RequestId { get; } = OpenAIError.RequestId(response);

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; } = RateLimitHeaders.Of(response);

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, endpoint, cancellationToken);
        yield return new OpenAIBodyFrame(body, OpenAIUsage.Peek(body).Usage);
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads a whole JSON answer and checks that it is one.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, string endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var body = await ReadBoundedAsync(response, MaxBodyBytes, cancellationToken);
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && OpenAIError.InStream(body, endpoint) is { } failure)
            {
                throw new UpstreamException(OpenAIError.Kind(failure), failure with { Status = 200, RequestId = OpenAIError.RequestId(response) });
            }

            return body;
        }
        catch (JsonException e)
        {
            throw new UpstreamException(UpstreamFaultKind.Malformed, new UpstreamFailure { Endpoint = endpoint, Status = 200, RequestId = OpenAIError.RequestId(response), Message = "the answer is not JSON" }, inner: e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            throw new UpstreamException(UpstreamFaultKind.Broken, new UpstreamFailure { Endpoint = endpoint, RequestId = OpenAIError.RequestId(response) }, inner: e);
        }
    }

    /// <summary>Reads a body up to a bound.</summary>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[(int)Math.Clamp(response.Content.Headers.ContentLength ?? 4096, 256, 1024 * 1024)];
        var filled = 0;
        while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken) is var read and > 0)
        {
            filled += read;
            if (filled > most)
            {
                throw new InvalidDataException($"the body is larger than {most} bytes");
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        return buffer.AsMemory(0, filled);
    }
}
