using System.Buffers;
using System.Text;
using System.Text.Json;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>
/// A chat request in OpenAI's dialect, scanned once: where its routing fields stand, so that the body can be sent on
/// with only those bytes replaced.
/// </summary>
public sealed class OpenAIChatBody : NativeBody
{
    private static ReadOnlySpan<byte> IncludeUsage => ",\"stream_options\":{\"include_usage\":true}"u8;

    private static ReadOnlySpan<byte> ModelField => "\"model\":\""u8;

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

    /// <inheritdoc/>
    public override IdentityTraits WriteIdentity(IBufferWriter<byte> into, bool withoutQuestion = false) => OpenAIBodyIdentity.Write(this, into, withoutQuestion);

    /// <summary>The body for an upstream: its model name, usage always asked for in a stream, the mesh's own fields left out.</summary>
    public byte[] For(string upstreamModel) => For(upstreamModel, askForUsage: true);

    /// <summary>The body for an upstream that may not take the question for usage. A prompt may be long: it is copied once.</summary>
    internal byte[] For(string upstreamModel, bool askForUsage)
    {
        var model = JsonEncodedText.Encode(upstreamModel).EncodedUtf8Bytes;
        var usage = Streaming && askForUsage ? IncludeUsage : default;
        var body = GC.AllocateUninitializedArray<byte>(Bytes.Length - DroppedBytes() + ModelField.Length + model.Length + "\","u8.Length + usage.Length);
        var at = Put(body, 0, Bytes.Span[..InsertAt]);
        at = Put(body, at, ModelField);
        at = Put(body, at, model);
        at = Put(body, at, "\""u8);
        at = Put(body, at, usage);
        at = Put(body, at, ","u8);
        var (tail, from) = (at, InsertAt);
        foreach (var range in Dropped)
        {
            at = Put(body, at, Bytes.Span[from..range.Start.Value]);
            from = range.End.Value;
        }

        Put(body, at, Bytes.Span[from..]);
        return WithoutDanglingComma(body, tail);
    }

    /// <summary>The body as text, for tests and debuggers.</summary>
    public override string ToString() => $"OpenAI chat, {Bytes.Length} bytes";

    private int DroppedBytes()
    {
        var bytes = 0;
        foreach (var range in Dropped)
        {
            bytes += range.End.Value - range.Start.Value;
        }

        return bytes;
    }

    private static int Put(byte[] body, int at, ReadOnlySpan<byte> piece)
    {
        piece.CopyTo(body.AsSpan(at));
        return at + piece.Length;
    }

    // Dropping the last property leaves the comma before it, and dropping all of them the mesh's own; JSON does not allow either.
    private static byte[] WithoutDanglingComma(byte[] body, int tail)
    {
        var end = body.AsSpan().LastIndexOf((byte)'}');
        var comma = body.AsSpan(0, end).TrimEnd(" \t\r\n"u8).Length - 1;
        return comma >= tail - 1 && body[comma] == (byte)',' ? [.. body.AsSpan(0, comma), .. body.AsSpan(end)] : body;
    }
}
