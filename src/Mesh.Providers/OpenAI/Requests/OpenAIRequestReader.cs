using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Reads a chat request in OpenAI's dialect into records, for plans and providers that need more than its bytes.</summary>
public static class OpenAIRequestReader
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "model", "models", "messages", "stream", "stream_options", "tools", "tool_choice", "response_format", "temperature", "top_p",
        "max_tokens", "max_completion_tokens", "stop", "seed", "frequency_penalty", "presence_penalty", "logprobs", "top_logprobs",
        "n", "reasoning_effort", "parallel_tool_calls", "user",
    };

    /// <summary>The records of <paramref name="body"/>.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return new ChatRequest
        {
            Messages = [.. root.GetProperty("messages").EnumerateArray().Select(OpenAIMessageReader.Read)],
            Tools = Tools(root),
            ToolChoice = Choice(root),
            ResponseFormat = Format(root),
            Settings = Settings(root),
            ExtraJson = Extra(root),
        };
    }

    private static ChatSettings Settings(JsonElement root) => new()
    {
        Temperature = Json.Number(root, "temperature"),
        TopP = Json.Number(root, "top_p"),
        MaxOutputTokens = (int?)(Json.Number(root, "max_completion_tokens") ?? Json.Number(root, "max_tokens")),
        Stop = Json.Texts(root, "stop"),
        Seed = (long?)Json.Number(root, "seed"),
        FrequencyPenalty = Json.Number(root, "frequency_penalty"),
        PresencePenalty = Json.Number(root, "presence_penalty"),
        Logprobs = Json.Flag(root, "logprobs"),
        TopLogprobs = (int?)Json.Number(root, "top_logprobs"),
        Choices = (int?)Json.Number(root, "n"),
        ReasoningEffort = Json.Text(root, "reasoning_effort"),
        ParallelToolCalls = Json.Flag(root, "parallel_tool_calls"),
        User = Json.Text(root, "user"),
    };

    private static ToolDefinition[] Tools(JsonElement root) =>
        root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array
            ? [.. tools.EnumerateArray().Select((tool, i) => Tool(tool, i))]
            : [];

    private static ToolDefinition Tool(JsonElement tool, int index) =>
        tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function) && Json.Text(function, "name") is { } name
            ? new ToolDefinition(name, Json.Text(function, "description"), Json.Raw(function, "parameters"), Json.Flag(function, "strict"))
            : throw OpenAIChatScan.Invalid("invalid_value", $"'tools[{index}]' must be a function with a name.", $"tools[{index}]");

    private static ToolChoice? Choice(JsonElement root)
    {
        if (!root.TryGetProperty("tool_choice", out var choice) || choice.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("function", out var function) && Json.Text(function, "name") is { } name)
        {
            return new ToolChoice(ToolChoiceMode.Function, name);
        }

        return (choice.ValueKind == JsonValueKind.String ? choice.GetString() : null) switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            _ => throw OpenAIChatScan.Invalid("invalid_value", "'tool_choice' must be auto, none, required or a named function.", "tool_choice"),
        };
    }

    private static ResponseFormat? Format(JsonElement root)
    {
        if (!root.TryGetProperty("response_format", out var format) || format.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return Json.Text(format, "type") switch
        {
            "text" => new ResponseFormat(ResponseFormatKind.Text),
            "json_object" => new ResponseFormat(ResponseFormatKind.JsonObject),
            "json_schema" when format.TryGetProperty("json_schema", out var schema) && schema.ValueKind == JsonValueKind.Object =>
                new ResponseFormat(ResponseFormatKind.JsonSchema, Json.Text(schema, "name"), Json.Raw(schema, "schema"), Json.Flag(schema, "strict")),
            _ => throw OpenAIChatScan.Invalid("invalid_value", "'response_format.type' must be text, json_object or json_schema with its schema.", "response_format"),
        };
    }

    private static string? Extra(JsonElement root)
    {
        var extra = root.EnumerateObject().Where(p => !s_known.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value);
        return extra.Count == 0 ? null : JsonSerializer.Serialize(extra);
    }
}
