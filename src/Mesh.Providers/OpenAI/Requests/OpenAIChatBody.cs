using System.Buffers;
using System.Text;
using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>
/// A chat request in OpenAI's dialect, scanned once: where its routing fields stand, so that the body can be sent on
/// with only those bytes replaced.
/// </summary>
public sealed class OpenAIChatBody : NativeBody
{
    private static readonly byte[] IncludeUsage = "\"stream_options\":{\"include_usage\":true}"u8.ToArray();

    internal OpenAIChatBody(ReadOnlyMemory<byte> bytes, IReadOnlyList<Range> dropped, int insertAt, bool usageWanted, bool streaming, BodyTraits traits)
    {
        Bytes = bytes;
        Dropped = dropped;
        InsertAt = insertAt;
        UsageWanted = usageWanted;
        Streaming = streaming;
        Traits = traits;
    }

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.OpenAI;

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether the caller asked for usage in its stream.</summary>
    public bool UsageWanted { get; }

    /// <summary>Whether a stream is wanted.</summary>
    public bool Streaming { get; }

    /// <summary>What it holds that some upstreams need written otherwise.</summary>
    internal BodyTraits Traits { get; }

    // Properties that the mesh replaces or keeps to itself, each with the comma that follows it, in order.
    private IReadOnlyList<Range> Dropped { get; }

    private int InsertAt { get; }

    /// <summary>The body for an upstream: its model name, usage always asked for in a stream, the mesh's own fields left out.</summary>
    public byte[] For(string upstreamModel) => For(upstreamModel, askForUsage: true);

    /// <summary>The body for an upstream that may not take the question for usage.</summary>
    internal byte[] For(string upstreamModel, bool askForUsage)
    {
        var model = JsonEncodedText.Encode(upstreamModel).EncodedUtf8Bytes;
        var output = new ArrayBufferWriter<byte>(Bytes.Length + model.Length + 64);
        output.Write(Bytes.Span[..InsertAt]);
        output.Write("\"model\":\""u8);
        output.Write(model);
        output.Write("\""u8);
        if (Streaming && askForUsage)
        {
            output.Write(","u8);
            output.Write(IncludeUsage);
        }

        var rest = new ArrayBufferWriter<byte>(Bytes.Length);
        var from = InsertAt;
        foreach (var range in Dropped)
        {
            rest.Write(Bytes.Span[from..range.Start.Value]);
            from = range.End.Value;
        }

        rest.Write(Bytes.Span[from..]);
        if (!IsEmptyObjectTail(rest.WrittenSpan))
        {
            output.Write(","u8);
        }

        output.Write(TrimDanglingComma(rest.WrittenSpan, output));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The body as text, for tests and debuggers.</summary>
    public override string ToString() => $"OpenAI chat, {Bytes.Length} bytes";

    private static bool IsEmptyObjectTail(ReadOnlySpan<byte> rest) => rest.TrimStart(" \t\r\n"u8) is [(byte)'}', ..];

    // Dropping the last property leaves the comma before it; JSON does not allow that comma.
    private static ReadOnlySpan<byte> TrimDanglingComma(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> output)
    {
        var end = rest.LastIndexOf((byte)'}');
        var head = rest[..end].TrimEnd(" \t\r\n"u8);
        if (head is not [.., (byte)','])
        {
            return rest;
        }

        output.Write(head[..^1]);
        return rest[end..];
    }
}
