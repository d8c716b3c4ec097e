using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Caching;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Writes what changes the answer to a chat body, in one form for all bodies that say the same: names in order, no white space, one way to escape.</summary>
internal static class OpenAIBodyIdentity
{
    /// <summary>Longest body that is looked at; the answers of longer ones are not kept.</summary>
    public const int MaxBytes = 1024 * 1024;

    // Who asks, how the answer is sent and what the vendor keeps of it: the answer is the same. The names are part of the key elsewhere.
    private static readonly HashSet<string> s_unchanging = new(StringComparer.Ordinal)
    {
        "model", "models", "stream", "stream_options", "user", "metadata", "safety_identifier", "store", "service_tier", "prompt_cache_key", "prompt_cache_retention",
    };

    private static readonly HashSet<string> s_ofText = new(StringComparer.Ordinal) { "type", "text", "cache_control" };

    /// <summary>Writes the identity of <paramref name="body"/>, unless the answer may not be kept whatever it says.</summary>
    /// <param name="body">The body.</param>
    /// <param name="into">Takes the bytes.</param>
    /// <param name="withoutQuestion">Whether what the last message says is left out; a body in which it cannot be told for sure is not comparable.</param>
    public static IdentityTraits Write(OpenAIChatBody body, IBufferWriter<byte> into, bool withoutQuestion)
    {
        if (body.Bytes.Length > MaxBytes)
        {
            return IdentityTraits.Incomparable;
        }

        try
        {
            return Json.Read(body.Bytes, root => Write(root, body.Traits, into, withoutQuestion));
        }
        catch (JsonException e) when (e.InnerException is InvalidOperationException)
        {
            // Half a surrogate pair is the upstream's to refuse.
            return IdentityTraits.Incomparable;
        }
    }

    private static IdentityTraits Write(JsonElement root, BodyTraits seen, IBufferWriter<byte> into, bool withoutQuestion)
    {
        var traits = seen.HasFlag(BodyTraits.RemoteMedia) ? IdentityTraits.External : IdentityTraits.None;
        var question = withoutQuestion ? QuestionOf(root) : null;
        if (withoutQuestion && question is null)
        {
            return IdentityTraits.Incomparable;
        }

        using var json = new Utf8JsonWriter(into, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        foreach (var property in Sorted(root))
        {
            if (!s_unchanging.Contains(property.Name))
            {
                traits |= TraitsOf(property);
                json.WritePropertyName(property.Name);
                if (question is { } last && property.Name == "messages")
                {
                    WriteContext(json, property.Value, last);
                }
                else
                {
                    WriteSorted(json, property.Value);
                }
            }
        }

        json.WriteEndObject();
        return traits;
    }

    // The last message; null where a name stands twice, since vendors differ in which one counts.
    private static JsonElement? QuestionOf(JsonElement root) =>
        IsOnce(root, "messages")
        && root.GetProperty("messages") is { ValueKind: JsonValueKind.Array } messages && messages.GetArrayLength() > 0
        && messages[messages.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Object } last && IsOnce(last, "content") && CanBeTold(last.GetProperty("content"))
            ? last
            : null;

    // Nothing of a part but its text may be left out.
    private static bool CanBeTold(JsonElement content) => content.ValueKind != JsonValueKind.Array || content.EnumerateArray().All(part =>
        part.ValueKind == JsonValueKind.Object && IsOnce(part, "type") && IsOnce(part, "text") && part.EnumerateObject().All(p => s_ofText.Contains(p.Name)));

    private static bool IsOnce(JsonElement value, string name) => value.EnumerateObject().Count(p => p.Name == name) == 1;

    private static void WriteContext(Utf8JsonWriter json, JsonElement messages, JsonElement last)
    {
        json.WriteStartArray();
        foreach (var message in messages.EnumerateArray().SkipLast(1))
        {
            WriteSorted(json, message);
        }

        json.WriteStartObject();
        foreach (var property in Sorted(last).Where(p => p.Name != "content"))
        {
            json.WritePropertyName(property.Name);
            WriteSorted(json, property.Value);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static IdentityTraits TraitsOf(JsonProperty property) => property.Name switch
    {
        "temperature" when property.Value.ValueKind == JsonValueKind.Number && property.Value.GetDouble() > 0 => IdentityTraits.Sampled,
        "n" or "best_of" when property.Value.ValueKind == JsonValueKind.Number && property.Value.GetDouble() > 1 => IdentityTraits.Sampled,
        "functions" when property.Value.ValueKind == JsonValueKind.Array => IdentityTraits.Tools,
        "tools" when property.Value.ValueKind == JsonValueKind.Array => property.Value.EnumerateArray().Aggregate(IdentityTraits.None, (all, tool) => all | TraitsOf(tool)),
        "messages" => NamesObjects(property.Value) ? IdentityTraits.External : IdentityTraits.None,
        var name => VendorFields.Names.Contains(name) ? IdentityTraits.External : IdentityTraits.None,
    };

    // One that is not run by the caller reads what may have changed by the next time.
    private static IdentityTraits TraitsOf(JsonElement tool) =>
        Json.Text(tool, "type") is null or "function" or "custom" ? IdentityTraits.Tools : IdentityTraits.Tools | IdentityTraits.External;

    private static bool NamesObjects(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(p => VendorFields.NamesInMessages.Contains(p.Name) || (p.Name == "audio" && Json.Text(p.Value, "id") is not null) || NamesObjects(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(NamesObjects),
        _ => false,
    };

    private static void WriteSorted(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in Sorted(value))
                {
                    json.WritePropertyName(property.Name);
                    WriteSorted(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteSorted(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    // Of a name that stands twice, vendors differ in which one counts: their order stays.
    private static IEnumerable<JsonProperty> Sorted(JsonElement value) => value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal);
}
