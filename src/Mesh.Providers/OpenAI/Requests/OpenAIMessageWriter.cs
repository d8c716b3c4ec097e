using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Providers.OpenAI.Presets;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Writes one message in OpenAI's dialect.</summary>
internal static class OpenAIMessageWriter
{
    public static void Write(Utf8JsonWriter json, ChatMessage message, OpenAIQuirks quirks)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role switch
        {
            ChatRole.System => "system",
            ChatRole.Developer => quirks.DeveloperRole ? "developer" : "system",
            ChatRole.Assistant => "assistant",
            ChatRole.Tool => "tool",
            _ => "user",
        });
        if (message.Name is not null && (quirks.MessageNames || message.Role == ChatRole.Tool))
        {
            json.WriteString("name", message.Name);
        }

        if (message.ToolCallId is not null)
        {
            json.WriteString("tool_call_id", message.ToolCallId);
        }

        WriteContent(json, message);
        if (quirks.ReasoningWithToolCalls && message.ToolCalls.Count > 0)
        {
            var reasoning = string.Concat(message.Parts.OfType<ReasoningPart>().Select(r => r.Text));
            OpenAIRequestWriter.Text(json, "reasoning_content", reasoning.Length > 0 ? reasoning : null);
        }

        WriteToolCalls(json, message.ToolCalls);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ChatMessage message)
    {
        // Reasoning is the vendor's own; sent back as content it is refused.
        var parts = message.Parts.Where(p => p is not ReasoningPart).ToArray();
        switch (parts)
        {
            case []:
                json.WriteNull("content");
                break;
            case [TextPart text]:
                json.WriteString("content", text.Text);
                break;
            default:
                json.WriteStartArray("content");
                foreach (var part in parts)
                {
                    WritePart(json, part);
                }

                json.WriteEndArray();
                break;
        }
    }

    private static void WritePart(Utf8JsonWriter json, ContentPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString("type", "text");
                json.WriteString("text", text.Text);
                break;
            case RefusalPart refusal:
                json.WriteString("type", "refusal");
                json.WriteString("refusal", refusal.Text);
                break;
            case ImagePart image:
                json.WriteString("type", "image_url");
                Group(json, "image_url", ("url", image.Url), ("detail", image.Detail));
                break;
            case FilePart file:
                json.WriteString("type", "file");
                Group(json, "file", ("filename", file.Name), ("file_data", file.Data));
                break;
            case AudioPart audio:
                json.WriteString("type", "input_audio");
                Group(json, "input_audio", ("data", audio.Data), ("format", audio.Format));
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteToolCalls(Utf8JsonWriter json, IReadOnlyList<ToolCall> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id", call.Id);
            json.WriteString("type", "function");
            Group(json, "function", ("name", call.Name), ("arguments", call.ArgumentsJson));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Group(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        json.WriteStartObject(name);
        foreach (var (field, value) in fields)
        {
            if (value is not null)
            {
                json.WriteString(field, value);
            }
        }

        json.WriteEndObject();
    }
}
