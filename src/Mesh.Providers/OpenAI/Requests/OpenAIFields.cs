using System.Text.Json;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Reads single fields of a chat body in OpenAI's dialect; each leaves the reader on the value's last token.</summary>
internal static class OpenAIFields
{
    public const int LongestName = 256;
    public const int MostNames = 16;

    public static MeshException NoName(string field) => OpenAIChatScan.Invalid("invalid_value", $"'{field}' must be a text of 1 to {LongestName} characters.", field);

    public static MeshException NoNames(string field) => OpenAIChatScan.Invalid("invalid_value", $"'{field}' must be an array of names.", field);

    public static MeshException TooManyNames(string field) => OpenAIChatScan.Invalid("invalid_value", $"'{field}' holds more than {MostNames} names; send fewer.", field);

    public static string String(ref Utf8JsonReader reader, string field) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 and <= LongestName } text ? text : throw NoName(field);

    public static bool Boolean(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw OpenAIChatScan.Invalid("invalid_value", $"'{field}' must be true or false.", field),
    };

    public static void Strings(ref Utf8JsonReader reader, string field, List<string> into)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw NoNames(field);
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            into.Add(String(ref reader, field));
            if (into.Count > MostNames)
            {
                throw TooManyNames(field);
            }
        }
    }

    // A value that is no positive integer is the upstream's to refuse: vendors differ in what they take.
    public static int? PositiveInteger(ref Utf8JsonReader reader)
    {
        var value = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number > 0 ? number : (int?)null;
        reader.Skip();
        return value;
    }

    /// <summary>What is said to the mesh itself: a plan, as the JSON in which it came.</summary>
    public static string? Plan(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw OpenAIChatScan.Invalid("invalid_value", "'mesh' must be an object, such as {\"plan\": {\"model\": \"gpt-5\"}}.", "mesh");
        }

        string? plan = null;
        foreach (var field in document.RootElement.EnumerateObject())
        {
            plan = field.Name != "plan" ? throw OpenAIChatScan.Invalid("invalid_value", "'mesh' holds a field that is not known; it may hold 'plan'.", "mesh")
                : plan is not null ? throw OpenAIChatScan.Invalid("duplicate_field", "'mesh.plan' stands twice; send it once.", "mesh.plan")
                : field.Value.ValueKind == JsonValueKind.Object ? field.Value.GetRawText()
                : throw OpenAIChatScan.Invalid("invalid_value", "'mesh.plan' must be an object: a node, as a route's 'plan' in a catalogue.", "mesh.plan");
        }

        return plan;
    }

    public static bool IncludesUsage(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("include_usage", out var usage)
            && usage.ValueKind == JsonValueKind.True;
    }

    public static bool IsJsonSchema(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("json_schema"u8);
            }

            reader.Skip();
        }

        return false;
    }
}
