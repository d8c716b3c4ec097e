using System.Text.Json;
using Mesh.Contracts.Chat;
using AI = Microsoft.Extensions.AI;

namespace Mesh.Providers.Mapping;

/// <summary>Messages in the contracts' records and in the library's, both ways.</summary>
public static class ChatMessageMapping
{
    private static readonly AI.ChatRole s_developer = new("developer");

    // The library's own options indent, which would go to the model as tokens.
    private static readonly JsonSerializerOptions s_compact = new(AI.AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>The library's message.</summary>
    public static AI.ChatMessage ToMessage(ChatMessage message)
    {
        var contents = message.Role == ChatRole.Tool
            ? [new AI.FunctionResultContent(message.ToolCallId ?? "", Text(message))]
            : message.Parts.Select(ToContent).Concat(message.ToolCalls.Select(ToCall)).ToList();
        return new AI.ChatMessage(ToRole(message.Role), contents) { AuthorName = message.Name };
    }

    /// <summary>The contracts' message.</summary>
    public static ChatMessage ToRecord(AI.ChatMessage message)
    {
        var result = message.Contents.OfType<AI.FunctionResultContent>().FirstOrDefault();
        return new ChatMessage
        {
            Role = ToRole(message.Role),
            Name = message.AuthorName,
            ToolCallId = result?.CallId,
            Parts = result is null ? [.. message.Contents.Select(ToPart).OfType<ContentPart>()] : [new TextPart(ResultText(result.Result))],
            ToolCalls = [.. message.Contents.OfType<AI.FunctionCallContent>().Select(c => new ToolCall(c.CallId, c.Name, Arguments(c)))],
        };
    }

    /// <summary>A call's arguments as JSON.</summary>
    public static string Arguments(AI.FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)));

    private static AI.AIContent ToContent(ContentPart part) => part switch
    {
        TextPart text => new AI.TextContent(text.Text),
        ReasoningPart reasoning => new AI.TextReasoningContent(reasoning.Text),
        RefusalPart refusal => new AI.ErrorContent(refusal.Text) { ErrorCode = AnswerMapping.Refusal },
        ImagePart image => Media(image.Url, "image/*", null),
        FilePart file => Media(file.Data, "application/octet-stream", file.Name),
        AudioPart audio => new AI.DataContent($"data:audio/{audio.Format};base64,{audio.Data}"),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.GetType().Name, "not a part of a message"),
    };

    private static AI.AIContent Media(string url, string mediaType, string? name) => url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
        ? new AI.DataContent(url) { Name = name }
        : new AI.UriContent(url, mediaType);

    private static AI.FunctionCallContent ToCall(ToolCall call) => new(call.Id, call.Name, Parsed(call.ArgumentsJson));

    // A model may have written arguments that are no JSON; its next turn sees them as they were.
    private static Dictionary<string, object?> Parsed(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(json.Length == 0 ? "{}" : json) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, object?> { ["arguments"] = json };
        }
    }

    private static ContentPart? ToPart(AI.AIContent content) => content switch
    {
        AI.TextContent text => new TextPart(text.Text),
        AI.TextReasoningContent reasoning => new ReasoningPart(reasoning.Text),
        AI.ErrorContent { ErrorCode: AnswerMapping.Refusal } refusal => new RefusalPart(refusal.Message),
        AI.DataContent data when data.HasTopLevelMediaType("image") => new ImagePart(data.Uri, null),
        AI.DataContent data when data.HasTopLevelMediaType("audio") => new AudioPart(Convert.ToBase64String(data.Data.Span), data.MediaType["audio/".Length..]),
        AI.DataContent data => new FilePart(data.Name, data.Uri),
        AI.UriContent uri when uri.HasTopLevelMediaType("image") => new ImagePart(uri.Uri.OriginalString, null),
        AI.UriContent uri => new FilePart(null, uri.Uri.OriginalString),
        _ => null,
    };

    private static AI.ChatRole ToRole(ChatRole role) => role switch
    {
        ChatRole.System => AI.ChatRole.System,
        ChatRole.Developer => s_developer,
        ChatRole.Assistant => AI.ChatRole.Assistant,
        ChatRole.Tool => AI.ChatRole.Tool,
        _ => AI.ChatRole.User,
    };

    private static ChatRole ToRole(AI.ChatRole role) =>
        role == AI.ChatRole.System ? ChatRole.System
        : role == s_developer ? ChatRole.Developer
        : role == AI.ChatRole.Assistant ? ChatRole.Assistant
        : role == AI.ChatRole.Tool ? ChatRole.Tool
        : ChatRole.User;

    private static string Text(ChatMessage message) => string.Concat(message.Parts.OfType<TextPart>().Select(t => t.Text));

    private static string ResultText(object? result) => result switch
    {
        null => "",
        string text => text,
        _ => JsonSerializer.Serialize(result, s_compact.GetTypeInfo(typeof(object))),
    };
}
