using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Silo.Api.Grpc;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>Reads a request in the dialect of OpenAI's Responses API (platform.openai.com/docs/api-reference/responses).</summary>
internal static class ResponsesRequestReader
{
    private const int MostFields = 64;

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "model", "input", "instructions", "previous_response_id", "conversation", "stream", "background", "store", "metadata", "tools", "tool_choice",
        "temperature", "top_p", "max_output_tokens", "reasoning", "text", "parallel_tool_calls", "user", "top_logprobs",

        // Of no consequence for what is answered.
        "include", "truncation", "prompt_cache_key", "safety_identifier", "stream_options", "service_tier", "prompt_cache_retention",
    };

    /// <summary>Reads a body.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static ResponsesRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : throw NotJson();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotJson();
        }
    }

    private static ResponsesRequest Read(JsonElement root)
    {
        CheckFields(root);
        var (previous, conversation) = (JsonFields.Text(root, "previous_response_id"), Conversation(root));
        if (previous is not null && conversation is not null)
        {
            throw JsonFields.Invalid("conversation", "'conversation' and 'previous_response_id' both say what comes before: send one of them.");
        }

        var (stream, background, store) = (JsonFields.Flag(root, "stream") ?? false, JsonFields.Flag(root, "background") ?? false, JsonFields.Flag(root, "store") ?? true);
        if (!store && (background || conversation is not null))
        {
            throw JsonFields.Invalid("store", "'store' must be true for a response in the background or in a conversation.");
        }

        return new ResponsesRequest
        {
            Model = JsonFields.Text(root, "model") is { Length: > 0 } model ? Fields.Target(model, "model") : conversation is not null ? "" : throw JsonFields.Invalid("model", "'model' must name a route, a model or an endpoint."),
            Chat = Chat(root),
            Instructions = JsonFields.Text(root, "instructions") is { } text ? Instructions(text) : conversation is null ? "" : null,
            Previous = previous is null ? null : ResponseId.Parse(previous),
            Conversation = conversation,
            Stream = stream,
            Background = background,
            Store = store,
            Metadata = Metadata(root),
        };
    }

    private static ChatRequest Chat(JsonElement root)
    {
        var reasoning = JsonFields.Object(root, "reasoning");
        return new ChatRequest
        {
            Messages = ResponsesInput.Read(root),
            Tools = [.. JsonFields.Items(root, "tools").Select(Tool)],
            ToolChoice = Choice(root),
            ResponseFormat = Format(root),
            Settings = new ChatSettings
            {
                Temperature = JsonFields.Number(root, "temperature"),
                TopP = JsonFields.Number(root, "top_p"),
                MaxOutputTokens = JsonFields.Positive(root, "max_output_tokens"),
                TopLogprobs = JsonFields.Positive(root, "top_logprobs"),
                ReasoningEffort = reasoning is { } given ? JsonFields.Text(given, "effort", "reasoning.") : null,
                ParallelToolCalls = JsonFields.Flag(root, "parallel_tool_calls"),
                User = JsonFields.Text(root, "user"),
            },
        };
    }

    private static ToolDefinition Tool(JsonElement tool, int index)
    {
        var at = $"tools[{index}].";
        return JsonFields.Text(tool, "type", at) == "function"
            ? new ToolDefinition(JsonFields.NeededText(tool, "name", at), JsonFields.Text(tool, "description", at), JsonFields.Object(tool, "parameters", at)?.GetRawText(), JsonFields.Flag(tool, "strict", at))
            : throw JsonFields.Invalid($"{at}type", $"'{at}type' must be function: this mesh runs no vendor's hosted tools.");
    }

    private static ToolChoice? Choice(JsonElement root) => JsonFields.Find(root, "tool_choice") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } function when JsonFields.Text(function, "type", "tool_choice.") == "function" => new ToolChoice(ToolChoiceMode.Function, JsonFields.NeededText(function, "name", "tool_choice.")),
        { ValueKind: JsonValueKind.String } word => word.GetString() switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            _ => throw WrongChoice(),
        },
        _ => throw WrongChoice(),
    };

    private static ResponseFormat? Format(JsonElement root)
    {
        if (JsonFields.Object(root, "text") is not { } text || JsonFields.Object(text, "format", "text.") is not { } format)
        {
            return null;
        }

        return JsonFields.Text(format, "type", "text.format.") switch
        {
            "text" => new ResponseFormat(ResponseFormatKind.Text),
            "json_object" => new ResponseFormat(ResponseFormatKind.JsonObject),
            "json_schema" => new ResponseFormat(
                ResponseFormatKind.JsonSchema,
                JsonFields.NeededText(format, "name", "text.format."),
                JsonFields.Object(format, "schema", "text.format.")?.GetRawText() ?? throw JsonFields.Invalid("text.format.schema", "'text.format.schema' must hold the JSON schema."),
                JsonFields.Flag(format, "strict", "text.format.")),
            _ => throw JsonFields.Invalid("text.format.type", "'text.format.type' must be text, json_object or json_schema."),
        };
    }

    private static string? Conversation(JsonElement root) => JsonFields.Find(root, "conversation") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } named => ConversationFields.Id(JsonFields.NeededText(named, "id", "conversation."), "conversation.id"),
        _ => ConversationFields.Id(JsonFields.Text(root, "conversation") ?? "", "conversation"),
    };

    private static string Instructions(string text) => text.Length <= ConversationFields.LongestInstructions
        ? text
        : throw JsonFields.Invalid("instructions", $"'instructions' must have at most {ConversationFields.LongestInstructions} characters.");

    private static IReadOnlyDictionary<string, string> Metadata(JsonElement root) => ConversationFields.Metadata(
        (JsonFields.Object(root, "metadata")?.EnumerateObject() ?? default).ToDictionary(
            p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : throw JsonFields.Invalid($"metadata.{p.Name}", "'metadata' must hold texts.")));

    // What would be overlooked is refused: nothing of it could reach the model.
    private static void CheckFields(JsonElement root)
    {
        if (root.EnumerateObject().Take(MostFields).FirstOrDefault(p => !s_known.Contains(p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw JsonFields.Invalid(unknown.Name, $"'{unknown.Name}' is not a field that this mesh takes here. Leave it out; docs/conversations.md lists those that it does.");
        }
    }

    private static MeshException WrongChoice() => JsonFields.Invalid("tool_choice", "'tool_choice' must be auto, none, required or a named function.");

    private static MeshException NotJson() => new(MeshErrorCode.InvalidRequest, "invalid_json", "The body is not one valid JSON object.");
}
