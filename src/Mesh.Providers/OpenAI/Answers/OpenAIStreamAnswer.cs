using System.Runtime.CompilerServices;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>A streamed answer: a frame for each server-sent event, or for a run of plain ones that came together.</summary>
internal sealed class OpenAIStreamAnswer(HttpResponseMessage response, string endpoint, bool usageWanted) : IUpstreamAnswer
{
    private bool _begun;
    private bool _read;

    public string? RequestId { get; } = OpenAIError.RequestId(response);

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; } = RateLimitHeaders.Of(response);

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var blocks = ServerSentEvents.ReadAsync(stream, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var finished = false;
        while (await NextAsync(blocks, cancellationToken))
        {
            for (var at = 0; at < blocks.Current.Count;)
            {
                if (TakeDeltas(blocks.Current, ref at) is { } deltas)
                {
                    yield return deltas;
                    continue;
                }

                if (Take(blocks.Current[at++]) is not { } frame)
                {
                    continue;
                }

                finished |= frame.Finishes;
                yield return frame;
                if (frame.IsEnd)
                {
                    yield break;
                }
            }
        }

        // Some engines leave the end marker out; an answer that has its finish reason is whole all the same.
        if (!finished)
        {
            throw Fault(UpstreamFaultKind.Broken, "the stream ended before its answer did", null);
        }
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<EventBlock> blocks, CancellationToken cancellationToken)
    {
        try
        {
            return await blocks.MoveNextAsync();
        }
        catch (InvalidDataException e)
        {
            throw Fault(UpstreamFaultKind.Malformed, e.Message, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw Fault(UpstreamFaultKind.Broken, "the connection broke", e);
        }
    }

    // Up to the first content another endpoint can still take over, so that far each event is read.
    private OpenAIDeltaFrame? TakeDeltas(EventBlock block, ref int at)
    {
        var from = at;
        while (_begun && at < block.Count && OpenAIDeltaFrame.Takes(block[at].Span, block.HoldsOnlyText))
        {
            at++;
        }

        return at == from ? null : new OpenAIDeltaFrame(block.Run(from, at), at - from);
    }

    // Null for an event that the end of the stream cut off.
    private OpenAIStreamFrame? Take(ReadOnlyMemory<byte> e)
    {
        if (Read(e) is not { } frame)
        {
            return null;
        }

        if (frame.Failure is { } failure)
        {
            throw OpenAIError.Within200(failure, RequestId);
        }

        return frame.IsEnd && !_begun ? throw Fault(UpstreamFaultKind.Malformed, "the stream ended without an answer", null) : frame;
    }

    private OpenAIStreamFrame? Read(ReadOnlyMemory<byte> e)
    {
        try
        {
            if (Whole(e) is not { } raw)
            {
                return null;
            }

            var frame = new OpenAIStreamFrame(raw, endpoint, usageWanted);
            if (frame.IsForeign)
            {
                throw Fault(UpstreamFaultKind.Malformed, "an event of the stream is not JSON", null);
            }

            _begun = _begun || frame.HasContent;
            return frame;
        }
        catch (JsonException fault)
        {
            throw Fault(UpstreamFaultKind.Malformed, "an event of the stream is not JSON", fault);
        }
    }

    // An event that the stream's end cut off would run into whatever a door writes after it: only one that lacks nothing but its
    // blank line is taken. A mark before the first event is the stream's, not the event's.
    private ReadOnlyMemory<byte>? Whole(ReadOnlyMemory<byte> raw)
    {
        raw = !_read && raw.Span.StartsWith("\uFEFF"u8) ? raw[3..] : raw;
        _read = true;
        if (ServerSentEvents.IsClosed(raw.Span))
        {
            return raw;
        }

        if (!new OpenAIStreamFrame(raw, endpoint, usageWanted).IsComplete)
        {
            return null;
        }

        return (byte[])[.. raw.Span, .. "\n\n"u8];
    }

    private UpstreamException Fault(UpstreamFaultKind kind, string message, Exception? inner) =>
        new(kind, new UpstreamFailure { Endpoint = endpoint, Status = 200, RequestId = RequestId, Message = message }, inner: inner);
}
