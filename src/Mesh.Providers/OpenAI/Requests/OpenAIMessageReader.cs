using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Reads one message in OpenAI's dialect.</summary>
internal static class OpenAIMessageReader
{
    public static ChatMessage Read(JsonElement message, int index) => message.ValueKind != JsonValueKind.Object
        ? throw OpenAIChatScan.Invalid("invalid_value", $"'messages[{index}]' must be an object with 'role' and 'content'.", $"messages[{index}]")
        : new ChatMessage
        {
            Role = Role(message, index),
            Parts = Content(message, index),
            ToolCalls = ToolCalls(message),
            ToolCallId = Json.Text(message, "tool_call_id"),
            Name = Json.Text(message, "name"),
        };

    private static ChatRole Role(JsonElement message, int index) => Json.Text(message, "role") switch
    {
        "system" => ChatRole.System,
        "developer" => ChatRole.Developer,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        "tool" or "function" => ChatRole.Tool,
        _ => throw OpenAIChatScan.Invalid("invalid_value", $"'messages[{index}].role' must be system, developer, user, assistant or tool.", $"messages[{index}].role"),
    };

    private static List<ContentPart> Content(JsonElement message, int index)
    {
        var parts = new List<ContentPart>();
        if ((Json.Text(message, "reasoning_content") ?? Json.Text(message, "reasoning")) is { Length: > 0 } reasoning)
        {
            parts.Add(new ReasoningPart(reasoning));
        }

        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return parts;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            parts.Add(new TextPart(content.GetString()!));
            return parts;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw OpenAIChatScan.Invalid("invalid_value", $"'messages[{index}].content' must be a text or an array of parts.", $"messages[{index}].content");
        }

        var position = 0;
        foreach (var part in content.EnumerateArray())
        {
            parts.Add(Part(part, $"messages[{index}].content[{position++}]"));
        }

        return parts;
    }

    private static ContentPart Part(JsonElement part, string field)
    {
        var type = Json.Text(part, "type");
        var body = type is not null && part.TryGetProperty(type, out var inner) ? inner : default;
        ContentPart? read = type switch
        {
            "text" when Json.Text(part, "text") is { } text => new TextPart(text),
            "refusal" when Json.Text(part, "refusal") is { } refusal => new RefusalPart(refusal),
            "image_url" when (Json.Text(body, "url") ?? Json.Text(part, "image_url")) is { } url => new ImagePart(url, Json.Text(body, "detail")),
            "file" when Json.Text(body, "file_data") is { } data => new FilePart(Json.Text(body, "filename"), data),
            "input_audio" when Json.Text(body, "data") is { } data => new AudioPart(data, Json.Text(body, "format") ?? "wav"),
            _ => null,
        };
        return read ?? throw OpenAIChatScan.Invalid("invalid_value", $"'{field}' must be a text, image_url, file, input_audio or refusal part with its content.", field);
    }

    private static ToolCall[] ToolCalls(JsonElement message) =>
        message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
            ? [.. calls.EnumerateArray().Select(Call)]
            : [];

    private static ToolCall Call(JsonElement call)
    {
        var function = Json.Object(call, "function") ?? default;
        return new ToolCall(Json.Text(call, "id") ?? "", Json.Text(function, "name") ?? "", Json.Text(function, "arguments") ?? "");
    }
}
