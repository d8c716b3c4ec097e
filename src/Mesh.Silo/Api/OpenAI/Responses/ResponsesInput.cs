using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>Reads the input of a response: a text, or items of which each is a message, a call of a tool or a tool's answer.</summary>
internal static class ResponsesInput
{
    private const int MostItems = 2048;

    /// <summary>The messages.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request, naming the field.</exception>
    public static IReadOnlyList<ChatMessage> Read(JsonElement root)
    {
        if (JsonFields.Find(root, "input") is { ValueKind: JsonValueKind.String } text)
        {
            return [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text.GetString()!)] }];
        }

        var items = JsonFields.Items(root, "input");
        if (items.Count is 0 or > MostItems)
        {
            throw JsonFields.Invalid("input", $"'input' must be a text, or 1 to {MostItems} items.");
        }

        var messages = new List<ChatMessage>();
        for (var i = 0; i < items.Count; i++)
        {
            Add(messages, items[i], $"input[{i}].");
        }

        return messages;
    }

    private static void Add(List<ChatMessage> messages, JsonElement item, string at)
    {
        switch (JsonFields.Text(item, "type", at) ?? "message")
        {
            case "message":
                messages.Add(Message(item, at));
                break;
            case "function_call":
                var call = new ToolCall(JsonFields.NeededText(item, "call_id", at), JsonFields.NeededText(item, "name", at), JsonFields.Text(item, "arguments", at) ?? "");
                AddCall(messages, call);
                break;
            case "function_call_output":
                messages.Add(new ChatMessage { Role = ChatRole.Tool, ToolCallId = JsonFields.NeededText(item, "call_id", at), Parts = Content(item, "output", at) });
                break;
            case "reasoning":
                // What a model thought is not told to the next one.
                break;
            default:
                throw JsonFields.Invalid($"{at}type", $"'{at}type' must be message, function_call, function_call_output or reasoning.");
        }
    }

    // Calls that were made together stand in one message of the assistant.
    private static void AddCall(List<ChatMessage> messages, ToolCall call)
    {
        if (messages is [.., { Role: ChatRole.Assistant } last])
        {
            messages[^1] = last with { ToolCalls = [.. last.ToolCalls, call] };
        }
        else
        {
            messages.Add(new ChatMessage { Role = ChatRole.Assistant, ToolCalls = [call] });
        }
    }

    private static ChatMessage Message(JsonElement item, string at) => new()
    {
        Role = JsonFields.Text(item, "role", at) switch
        {
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            "developer" => ChatRole.Developer,
            _ => throw JsonFields.Invalid($"{at}role", $"'{at}role' must be user, assistant, system or developer."),
        },
        Parts = Content(item, "content", at),
    };

    private static IReadOnlyList<ContentPart> Content(JsonElement item, string name, string at) => JsonFields.Find(item, name) switch
    {
        { ValueKind: JsonValueKind.String } text => [new TextPart(text.GetString()!)],
        { ValueKind: JsonValueKind.Array } parts => [.. parts.EnumerateArray().Select((part, i) => Part(part, $"{at}{name}[{i}]."))],
        _ => throw JsonFields.Invalid(at + name, $"'{at}{name}' must be a text or an array of parts."),
    };

    private static ContentPart Part(JsonElement part, string at) => JsonFields.Text(part, "type", at) switch
    {
        "input_text" or "output_text" or "text" => new TextPart(JsonFields.Text(part, "text", at) ?? throw JsonFields.Invalid($"{at}text", $"'{at}text' must be a text.")),
        "refusal" => new RefusalPart(JsonFields.NeededText(part, "refusal", at)),
        "input_image" => new ImagePart(JsonFields.NeededText(part, "image_url", at), JsonFields.Text(part, "detail", at)),
        "input_file" => new FilePart(JsonFields.Text(part, "filename", at), JsonFields.NeededText(part, "file_data", at)),
        "input_audio" when JsonFields.Object(part, "input_audio", at) is { } audio => new AudioPart(JsonFields.NeededText(audio, "data", $"{at}input_audio."), JsonFields.Text(audio, "format", $"{at}input_audio.") ?? "wav"),
        _ => throw JsonFields.Invalid($"{at}type", $"'{at}type' must be input_text, input_image, input_file, input_audio, output_text or refusal, with its content."),
    };
}
