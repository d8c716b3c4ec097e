using System.Buffers;
using System.Text;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Reads a chat request in OpenAI's dialect into records, for plans and providers that need more than its bytes.</summary>
public static class OpenAIRequestReader
{
    internal static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "model", "models", "messages", "stream", "stream_options", "tools", "tool_choice", "response_format", "temperature", "top_p",
        "max_tokens", "max_completion_tokens", "stop", "seed", "frequency_penalty", "presence_penalty", "logprobs", "top_logprobs",
        "n", "reasoning_effort", "parallel_tool_calls", "user", "mesh",
    };

    /// <summary>The records of <paramref name="body"/>.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Json.Read(body, Read);
        }
        catch (JsonException e) when (e.InnerException is InvalidOperationException)
        {
            throw OpenAIChatScan.NotUnicode();
        }
        catch (JsonException)
        {
            throw OpenAIChatScan.Invalid("invalid_json", "The body is not one valid JSON object.", null);
        }
    }

    private static ChatRequest Read(JsonElement root) => new()
    {
        Messages = Json.Array(root, "messages") is { } messages
            ? [.. messages.EnumerateArray().Select(OpenAIMessageReader.Read)]
            : throw OpenAIChatScan.Invalid("missing_field", "'messages' is missing: send at least one message.", "messages"),
        Tools = Tools(root),
        ToolChoice = Choice(root),
        ResponseFormat = Format(root),
        Settings = Settings(root),
        ExtraJson = Extra(root),
    };

    private static ChatSettings Settings(JsonElement root) => new()
    {
        Temperature = RequestFields.Number(root, "temperature"),
        TopP = RequestFields.Number(root, "top_p"),
        MaxOutputTokens = RequestFields.SmallInteger(root, "max_completion_tokens") ?? RequestFields.SmallInteger(root, "max_tokens"),
        Stop = RequestFields.Texts(root, "stop"),
        Seed = RequestFields.Integer(root, "seed"),
        FrequencyPenalty = RequestFields.Number(root, "frequency_penalty"),
        PresencePenalty = RequestFields.Number(root, "presence_penalty"),
        Logprobs = RequestFields.Flag(root, "logprobs"),
        TopLogprobs = RequestFields.SmallInteger(root, "top_logprobs"),
        Choices = RequestFields.SmallInteger(root, "n"),
        ReasoningEffort = RequestFields.Text(root, "reasoning_effort"),
        ParallelToolCalls = RequestFields.Flag(root, "parallel_tool_calls"),
        User = RequestFields.Text(root, "user"),
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

    // Written token by token: a name that stands twice passes through as it came.
    private static string? Extra(JsonElement root)
    {
        var extra = root.EnumerateObject().Where(p => !Known.Contains(p.Name)).ToArray();
        if (extra.Length == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in extra)
            {
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
