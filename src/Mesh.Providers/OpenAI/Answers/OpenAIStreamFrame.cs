using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Errors;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>One server-sent event of a chat stream in OpenAI's dialect, peeked at and not parsed.</summary>
internal sealed class OpenAIStreamFrame : ContentFrame
{
    private readonly ReadOnlyMemory<byte> _data;
    private bool? _hasContent;

    public OpenAIStreamFrame(ReadOnlyMemory<byte> raw, string endpoint, bool usageWanted)
    {
        Raw = raw;
        _data = EventData.Of(raw);
        var data = _data.Span.Trim(" \t"u8);
        IsEnd = data.SequenceEqual("[DONE]"u8);
        Finishes = HasValue(data, "\"finish_reason\""u8);

        // What a name of the vendor's own stands over is its business, as long as it claims to be no answer.
        var foreign = !data.IsEmpty && !IsEnd && !IsObject(data);
        IsForeign = foreign && raw.Span.StartsWith("data"u8);
        IsKeepAlive = data.IsEmpty || (foreign && !IsForeign);
        var named = EventData.IsError(raw);
        if (named || data.IndexOf("\"error\""u8) >= 0)
        {
            Failure = OpenAIError.InStream(_data, endpoint, named);
        }

        if (HasValue(data, "\"usage\""u8))
        {
            (Usage, var empty) = OpenAIUsage.Peek(_data);
            IsUsageOnly = empty && Usage is not null;
            IsMeshOnly = !usageWanted && IsUsageOnly;
        }
    }

    public override Dialect Dialect => Dialect.OpenAI;

    public override ReadOnlyMemory<byte> Raw { get; }

    public override bool IsKeepAlive { get; }

    public override bool IsEnd { get; }

    public override bool IsMeshOnly { get; }

    public override bool IsUsageOnly { get; }

    public override TokenUsage? Usage { get; }

    public override UpstreamFailure? Failure { get; }

    /// <summary>Whether an answer ends here.</summary>
    public bool Finishes { get; }

    /// <summary>Whether it is an event without a name whose data is plainly no object: seen by its ends, not parsed.</summary>
    public bool IsForeign { get; }

    /// <summary>Whether its data is complete; parses it.</summary>
    public bool IsComplete
    {
        get
        {
            try
            {
                return IsEnd || Failure is not null || Parse().Count > 0;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    /// <exception cref="JsonException">The event is not JSON.</exception>
    public override bool HasContent => _hasContent ??= Parse().Any(e => e is TextDelta or ReasoningDelta or RefusalDelta or ToolCallDelta or ChoiceFinished);

    public override IReadOnlyList<ChatEvent> Read()
    {
        try
        {
            return Parse();
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The error of an event that had passed unread and turns out not to be JSON.</summary>
    public static MeshException Unreadable(JsonException e) =>
        new(new MeshError { Code = MeshErrorCode.Interrupted, Reason = "upstream_malformed", Message = "The answer broke off: an event of the upstream's stream is not JSON. Ask again; nothing was kept." }, e);

    /// <summary>Whether a property stands here with a value other than null and the empty text. Inside a text its quotes would be escaped.</summary>
    public static bool HasValue(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        for (var at = data.IndexOf(name); at >= 0; at = data.IndexOf(name))
        {
            data = data[(at + name.Length)..].TrimStart(" \t\r\n"u8);
            var value = data is [(byte)':', ..] ? data[1..].TrimStart(" \t\r\n"u8) : default;
            if (!value.IsEmpty && !value.StartsWith("null"u8) && !value.StartsWith("\"\""u8))
            {
                return true;
            }
        }

        return false;
    }

    private IReadOnlyList<ChatEvent> Parse()
    {
        if (IsKeepAlive || IsEnd || Failure is not null)
        {
            return [];
        }

        return Json.Read(_data, OpenAIAnswerReader.Chunk);
    }

    private static bool IsObject(ReadOnlySpan<byte> data) => data is [(byte)'{', .., _] && data.TrimEnd("\r\n"u8) is [.., (byte)'}'];
}
