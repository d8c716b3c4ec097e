using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>A unary answer: one frame.</summary>
/// <param name="response">The upstream's response.</param>
/// <param name="target">Who is asked.</param>
/// <param name="streaming">Whether a stream was asked for: then its bytes are not what the caller waits for, and only its events are given.</param>
internal sealed class OpenAIBodyAnswer(HttpResponseMessage response, UpstreamTarget target, bool streaming = false) : IUpstreamAnswer
{
    /// <summary>Largest answer that is taken, however much the endpoint allows: it is held in memory whole.</summary>
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    // A whole answer is held in memory, and no chat's is near this; vectors are.
    private const int DefaultChatBytes = 16 * 1024 * 1024;
    private const int PieceBytes = 256 * 1024;

    public string? RequestId { get; } = OpenAIError.RequestId(response);

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; } = RateLimitHeaders.Of(response);

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (body, usage) = await ReadBodyAsync(response, target, "choices", cancellationToken);
        var whole = new OpenAIBodyFrame(body, usage);
        yield return streaming ? new TypedFrame(whole.Read()) : whole;
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads a whole JSON answer in one pass: that it is one, and its count of tokens.</summary>
    /// <param name="response">The upstream's response.</param>
    /// <param name="target">Who is asked.</param>
    /// <param name="list">The array without which, or with nothing in it, it is no answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<(ReadOnlyMemory<byte> Body, TokenUsage? Usage)> ReadBodyAsync(HttpResponseMessage response, UpstreamTarget target, string list, CancellationToken cancellationToken)
    {
        var endpoint = target.Endpoint.Name;
        var most = (int)Math.Min(MaxBodyBytes, target.AllowedAnswerBytes ?? DefaultBytes(list));
        try
        {
            var body = WithoutMark(await ReadBoundedAsync(response, most, cancellationToken));
            var bare = new UpstreamFailure { Endpoint = endpoint };
            var (failure, whole, usage) = Json.Read(body, root => (OpenAIErrorReader.Find(root, bare), Json.Array(root, list)?.GetArrayLength() > 0, OpenAIUsage.Of(root)));
            if (failure is not null)
            {
                throw OpenAIError.Within200(failure, OpenAIError.RequestId(response));
            }

            return whole ? (body, usage) : throw new JsonException($"the answer has no '{list}'");
        }
        catch (JsonException e)
        {
            throw new UpstreamException(UpstreamFaultKind.Malformed, new UpstreamFailure { Endpoint = endpoint, Status = 200, RequestId = OpenAIError.RequestId(response), Message = "the answer is not JSON in OpenAI's dialect" }, inner: e);
        }
        catch (InvalidDataException e)
        {
            throw new UpstreamException(UpstreamFaultKind.Endless, new UpstreamFailure { Endpoint = endpoint, Status = 200, RequestId = OpenAIError.RequestId(response), Message = e.Message }, inner: e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new UpstreamException(UpstreamFaultKind.Broken, new UpstreamFailure { Endpoint = endpoint, RequestId = OpenAIError.RequestId(response) }, inner: e);
        }
    }

    /// <summary>Reads a body up to a bound.</summary>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        // What is announced as too large is not read at all.
        if (response.Content.Headers.ContentLength > most)
        {
            throw TooLarge(most);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);

        // One byte more than announced, so that the read that finds the end has room and nothing is copied.
        var expected = (int)Math.Clamp(response.Content.Headers.ContentLength ?? 4096, 256, PieceBytes);
        var head = GC.AllocateUninitializedArray<byte>(Math.Min(expected, most) + 1);
        var filled = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return filled < head.Length ? head.AsMemory(0, filled) : await ReadRestAsync(stream, head, most, cancellationToken);
    }

    // What is longer than announced or expected comes in pieces that are given back: an endless body leaves no large arrays to the collector.
    private static async Task<ReadOnlyMemory<byte>> ReadRestAsync(Stream stream, byte[] head, int most, CancellationToken cancellationToken)
    {
        var pieces = new List<byte[]>();
        try
        {
            for (var filled = head.Length; filled <= most;)
            {
                var piece = ArrayPool<byte>.Shared.Rent(Math.Min(PieceBytes, filled));
                pieces.Add(piece);
                var room = Math.Min(piece.Length, most - filled + 1);
                var read = await stream.ReadAtLeastAsync(piece.AsMemory(0, room), room, throwOnEndOfStream: false, cancellationToken);
                filled += read;
                if (read < room)
                {
                    return Joined(head, pieces, filled);
                }
            }

            throw TooLarge(most);
        }
        finally
        {
            pieces.ForEach(piece => ArrayPool<byte>.Shared.Return(piece));
        }
    }

    private static byte[] Joined(byte[] head, List<byte[]> pieces, int length)
    {
        var whole = GC.AllocateUninitializedArray<byte>(length);
        head.CopyTo(whole, 0);
        var filled = head.Length;
        foreach (var piece in pieces)
        {
            var part = piece.AsSpan(0, Math.Min(piece.Length, length - filled));
            part.CopyTo(whole.AsSpan(filled));
            filled += part.Length;
        }

        return whole;
    }

    private static long DefaultBytes(string list) => list == "choices" ? DefaultChatBytes : UpstreamTarget.DefaultAnswerBytes;

    private static InvalidDataException TooLarge(int most) => new($"the body is larger than {most} bytes");

    // No JSON begins with a byte order mark, and no reader of JSON has to take one.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
