using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's messages to the contracts', and back.</summary>
internal static class MessageMapping
{
    /// <summary>One message.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static ChatMessage Message(V1.Message message, int index)
    {
        var at = $"chat.messages[{index}]";
        var role = Role(message.Role, $"{at}.role");
        if (role == ChatRole.Tool && message.ToolCallId.Length == 0)
        {
            throw Fields.Invalid($"{at}.tool_call_id", $"'{at}.tool_call_id' must name the call that the tool answers.");
        }

        if (message.Parts.Count == 0 && message.ToolCalls.Count == 0)
        {
            throw Fields.Invalid($"{at}.parts", $"'{at}.parts' must hold at least one part.");
        }

        return new ChatMessage
        {
            Role = role,
            Parts = [.. message.Parts.Select((p, i) => Part(p, $"{at}.parts[{i}]"))],
            ToolCalls = [.. message.ToolCalls.Select((c, i) => Call(c, $"{at}.tool_calls[{i}]"))],
            ToolCallId = Fields.NullIfEmpty(message.ToolCallId),
            Name = Fields.NullIfEmpty(message.Name),
        };
    }

    /// <summary>One message, told.</summary>
    public static V1.Message Message(ChatMessage message)
    {
        var told = new V1.Message { Role = (V1.Role)((int)message.Role + 1), ToolCallId = message.ToolCallId ?? "", Name = message.Name ?? "" };
        told.Parts.AddRange(message.Parts.Select(Part));
        told.ToolCalls.AddRange(message.ToolCalls.Select(c => new V1.ToolCall { Id = c.Id, Name = c.Name, ArgumentsJson = c.ArgumentsJson }));
        return told;
    }

    private static V1.Part Part(ContentPart part) => part switch
    {
        TextPart t => new V1.Part { Text = t.Text },
        ImagePart i => new V1.Part { Image = new V1.Image { Url = i.Url, Detail = i.Detail ?? "" } },
        FilePart f => new V1.Part { File = new V1.File { Name = f.Name ?? "", Data = f.Data } },
        AudioPart a => new V1.Part { Audio = new V1.Audio { Data = a.Data, Format = a.Format } },
        ReasoningPart r => new V1.Part { Reasoning = r.Text },
        RefusalPart r => new V1.Part { Refusal = r.Text },
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "not a part"),
    };

    private static ChatRole Role(V1.Role role, string at) => Fields.Known(role, at) switch
    {
        V1.Role.System => ChatRole.System,
        V1.Role.Developer => ChatRole.Developer,
        V1.Role.Assistant => ChatRole.Assistant,
        V1.Role.Tool => ChatRole.Tool,
        _ => ChatRole.User,
    };

    private static ToolCall Call(V1.ToolCall call, string at) => new(Set(call.Id, $"{at}.id"), Set(call.Name, $"{at}.name"), call.ArgumentsJson);

    private static ContentPart Part(V1.Part part, string at) => part.ContentCase switch
    {
        V1.Part.ContentOneofCase.Text => new TextPart(part.Text),
        V1.Part.ContentOneofCase.Image => new ImagePart(Set(part.Image.Url, $"{at}.image.url"), Fields.NullIfEmpty(part.Image.Detail)),
        V1.Part.ContentOneofCase.File => new FilePart(Fields.NullIfEmpty(part.File.Name), Set(part.File.Data, $"{at}.file.data")),
        V1.Part.ContentOneofCase.Audio => new AudioPart(Set(part.Audio.Data, $"{at}.audio.data"), Set(part.Audio.Format, $"{at}.audio.format")),
        V1.Part.ContentOneofCase.Reasoning => new ReasoningPart(part.Reasoning),
        V1.Part.ContentOneofCase.Refusal => new RefusalPart(part.Refusal),
        _ => throw Fields.Invalid(at, $"'{at}' must hold a text, an image, a file, sound, reasoning or a refusal."),
    };

    private static string Set(string value, string field) => value.Length > 0 ? value : throw Fields.Invalid(field, $"'{field}' must be set.");
}
