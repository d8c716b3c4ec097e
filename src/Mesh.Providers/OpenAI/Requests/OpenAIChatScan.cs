using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>What one pass over a chat body in OpenAI's dialect finds. Refuses what is malformed, out of bounds or not for tenants.</summary>
public sealed class OpenAIChatScan
{
    /// <summary>Most messages that are taken.</summary>
    public const int MaxMessages = 10_000;

    /// <summary>Deepest nesting that is taken.</summary>
    public const int MaxDepth = 64;

    // Read here and passed on: of two, the upstream might take the other one.
    private static readonly string[] s_once = ["messages", "stream", "tools", "tool_choice", "max_tokens", "max_completion_tokens", "n", "response_format", "logprobs", "seed", "mesh"];

    private readonly List<Range> _dropped = [];
    private readonly bool _vendorObjects;
    private BodyTraits _traits;
    private int _seen;
    private bool _usageWanted;

    private OpenAIChatScan(bool vendorObjects) => _vendorObjects = vendorObjects;

    /// <summary>The name in <c>model</c>.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The names in <c>models</c>.</summary>
    public List<string> Models { get; } = [];

    /// <summary>Whether a stream is wanted.</summary>
    public bool Stream { get; private set; }

    /// <summary>What a model must be able to do.</summary>
    public ModelCapabilities Needs { get; private set; } = ModelCapabilities.Text;

    /// <summary>Longest answer wanted.</summary>
    public int? MaxOutputTokens { get; private set; }

    /// <summary>Bytes of text in the messages: a token is at least one of them.</summary>
    public long TextBytes { get; private set; }

    /// <summary>The plan in <c>mesh.plan</c>, as JSON; null for none.</summary>
    public string? Plan { get; private set; }

    /// <summary>The body with the places of its routing fields.</summary>
    public OpenAIChatBody Body { get; private set; } = null!;

    /// <summary>Scans <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The request's body.</param>
    /// <param name="vendorObjects">Whether the key may use fields that name objects at the vendor or change the price.</param>
    /// <exception cref="MeshException">invalid_request, naming the field; permission_denied for a vendor field without the scope.</exception>
    public static OpenAIChatScan Read(ReadOnlyMemory<byte> bytes, bool vendorObjects = false)
    {
        var scan = new OpenAIChatScan(vendorObjects);
        try
        {
            scan.ReadBody(bytes);
        }
        catch (JsonException e)
        {
            throw Invalid("invalid_json", $"The body is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. Send one JSON object.", null);
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }

        return scan;
    }

    internal static MeshException NotUnicode() =>
        Invalid("invalid_json", "The body holds text that is not valid Unicode. Send UTF-8, and escaped surrogates only in pairs.", null);

    private void ReadBody(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid("invalid_json", "The body must be one JSON object.", null);
        }

        var insertAt = (int)reader.BytesConsumed;
        var messages = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            Once(name);
            reader.Read();
            if (!_vendorObjects && VendorFields.IsRefused(name, ref reader))
            {
                throw VendorFields.Refused(name);
            }

            messages |= name == "messages";
            if (ReadProperty(name, ref reader))
            {
                _dropped.Add(start..EndWithComma(bytes.Span, (int)reader.BytesConsumed));
            }
        }

        while (reader.Read())
        {
        }

        Complete(bytes, insertAt, messages);
    }

    private void Complete(ReadOnlyMemory<byte> bytes, int insertAt, bool messages)
    {
        if (Model.Length == 0)
        {
            throw Invalid("missing_field", "'model' is missing: name a route, a model or an endpoint (GET /v1/models lists them).", "model");
        }

        if (!messages)
        {
            throw Invalid("missing_field", "'messages' is missing: send at least one message.", "messages");
        }

        Body = new OpenAIChatBody(bytes, _dropped, insertAt, _usageWanted, Stream, _traits);
    }

    // True when the property is one that the mesh replaces or keeps to itself.
    private bool ReadProperty(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "model":
                Model = OpenAIFields.String(ref reader, name);
                return true;
            case "models":
                OpenAIFields.Strings(ref reader, name, Models);
                return true;
            case "mesh":
                Plan = OpenAIFields.Plan(ref reader);
                return true;
            case "stream":
                Stream = OpenAIFields.Boolean(ref reader, name);
                return false;
            case "stream_options":
                _usageWanted = OpenAIFields.IncludesUsage(ref reader);
                return true;
            case "max_tokens" or "max_completion_tokens":
                _traits |= name == "max_completion_tokens" ? BodyTraits.MaxCompletionTokens : BodyTraits.None;
                MaxOutputTokens = OpenAIFields.PositiveInteger(ref reader) ?? MaxOutputTokens;
                return false;
            case "messages":
                ReadMessages(ref reader);
                return false;
            case "tools":
                ReadTools(ref reader);
                return false;
            default:
                ReadNeed(name, ref reader);
                return false;
        }
    }

    private void ReadNeed(string name, ref Utf8JsonReader reader)
    {
        Needs |= name switch
        {
            "functions" when reader.TokenType == JsonTokenType.StartArray => ModelCapabilities.Tools,
            "logprobs" when reader.TokenType == JsonTokenType.True => ModelCapabilities.Logprobs,
            "response_format" when OpenAIFields.IsJsonSchema(reader) => ModelCapabilities.JsonSchema,
            _ => ModelCapabilities.None,
        };
        _traits |= name switch
        {
            "seed" => BodyTraits.Seed,
            "tool_choice" when reader.TokenType == JsonTokenType.StartObject => BodyTraits.NamedToolChoice,
            _ => BodyTraits.None,
        };
        reader.Skip();
    }

    private void ReadTools(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var start = reader.BytesConsumed;
        var depth = reader.CurrentDepth;
        var index = -1;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            index += reader.CurrentDepth == depth + 1 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.PropertyName) ? 1 : 0;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (!_vendorObjects && !VendorFields.RunsAtCaller(ref reader))
                {
                    throw VendorFields.Refused($"tools[{index}].type");
                }
            }
        }

        Needs |= index >= 0 ? ModelCapabilities.Tools : ModelCapabilities.None;
        TextBytes += reader.BytesConsumed - start;
    }

    private void Once(string name)
    {
        var place = Array.IndexOf(s_once, name);
        if (place < 0)
        {
            return;
        }

        if ((_seen & (1 << place)) != 0)
        {
            throw Invalid("duplicate_field", $"'{name}' stands twice; send it once.", name);
        }

        _seen |= 1 << place;
    }

    private void ReadMessages(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Invalid("invalid_value", "'messages' must be an array of messages.", "messages");
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (++count > MaxMessages)
            {
                throw Invalid("too_many_messages", $"'messages' holds more than {MaxMessages} messages; send fewer.", "messages");
            }

            var message = new OpenAIMessageScan(count - 1, _vendorObjects);
            message.Read(ref reader);
            TextBytes += message.TextBytes;
            Needs |= message.Needs;
            _traits |= message.Traits;
        }

        if (count == 0)
        {
            throw Invalid("invalid_value", "'messages' is empty: send at least one message.", "messages");
        }
    }

    private static int EndWithComma(ReadOnlySpan<byte> bytes, int end)
    {
        var next = end;
        while (next < bytes.Length && bytes[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            next++;
        }

        return next < bytes.Length && bytes[next] == (byte)',' ? next + 1 : end;
    }

    internal static MeshException Invalid(string reason, string message, string? field) =>
        new(MeshErrorCode.InvalidRequest, reason, message, field);
}
