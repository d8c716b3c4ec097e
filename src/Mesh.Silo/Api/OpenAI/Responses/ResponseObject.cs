using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>Writes the response object, and the items of its output.</summary>
internal static class ResponseObject
{
    /// <summary>The response.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="id">Its name.</param>
    /// <param name="turn">The turn: what was asked and, once it is over, how it ended.</param>
    /// <param name="output">What has come.</param>
    /// <param name="isKept">Whether the mesh keeps it.</param>
    public static void Write(Utf8JsonWriter json, ResponseId id, TurnRecord turn, IReadOnlyList<ResponseItem> output, bool isKept)
    {
        var (request, settings) = (turn.Request, turn.Request.Chat.Settings);
        json.WriteStartObject();
        json.WriteString("id", id.ToString());
        json.WriteString("object", "response");
        json.WriteNumber("created_at", turn.AcceptedAt.ToUnixTimeSeconds());
        json.WriteString("status", Status(turn));
        json.WriteBoolean("background", request.Detached);
        WriteError(json, turn);
        WriteIncomplete(json, turn);
        WriteOrNull(json, "instructions", request.Instructions is { Length: > 0 } instructions ? instructions : null);
        WriteNumber(json, "max_output_tokens", settings.MaxOutputTokens);
        json.WriteString("model", turn.Answer?.Model is { Length: > 0 } model ? model : request.Query.Target);
        json.WriteStartArray("output");
        foreach (var item in output)
        {
            WriteItem(json, item);
        }

        json.WriteEndArray();
        json.WriteBoolean("parallel_tool_calls", settings.ParallelToolCalls ?? true);
        WriteOrNull(json, "previous_response_id", request.Follows is { } before ? new ResponseId(id.Conversation, before).ToString() : null);
        WriteConversation(json, isKept ? id.Conversation : null);
        json.WriteStartObject("reasoning");
        WriteOrNull(json, "effort", settings.ReasoningEffort);
        json.WriteNull("summary");
        json.WriteEndObject();
        json.WriteBoolean("store", isKept);
        WriteNumber(json, "temperature", settings.Temperature);
        WriteNumber(json, "top_p", settings.TopP);
        WriteFormat(json, request.Chat.ResponseFormat);
        WriteChoice(json, request.Chat.ToolChoice);
        WriteTools(json, request.Chat.Tools);
        json.WriteString("truncation", "disabled");
        WriteUsage(json, turn.Answer?.Usage);
        WriteOrNull(json, "user", settings.User);
        json.WriteStartObject("metadata");
        foreach (var (name, value) in request.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>An item of the output.</summary>
    public static void WriteItem(Utf8JsonWriter json, ResponseItem item)
    {
        json.WriteStartObject();
        json.WriteString("id", item.Id);
        json.WriteString("type", item.Kind switch { ResponseItemKind.Reasoning => "reasoning", ResponseItemKind.Call => "function_call", _ => "message" });
        json.WriteString("status", item.IsDone ? "completed" : "in_progress");
        switch (item.Kind)
        {
            case ResponseItemKind.Reasoning:
                json.WriteStartArray("summary");
                json.WriteEndArray();
                WriteContent(json, item);
                break;
            case ResponseItemKind.Call:
                json.WriteString("call_id", item.CallId);
                json.WriteString("name", item.Name);
                json.WriteString("arguments", item.Content.ToString());
                break;
            default:
                json.WriteString("role", "assistant");
                WriteContent(json, item);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>The content part of an item.</summary>
    public static void WritePart(Utf8JsonWriter json, ResponseItem item, string text)
    {
        json.WriteStartObject();
        switch (item.Kind)
        {
            case ResponseItemKind.Reasoning:
                json.WriteString("type", "reasoning_text");
                json.WriteString("text", text);
                break;
            case ResponseItemKind.Refusal:
                json.WriteString("type", "refusal");
                json.WriteString("refusal", text);
                break;
            default:
                json.WriteString("type", "output_text");
                json.WriteString("text", text);
                json.WriteStartArray("annotations");
                json.WriteEndArray();
                json.WriteStartArray("logprobs");
                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>How far it has got, in OpenAI's words.</summary>
    public static string Status(TurnRecord turn) => turn.State switch
    {
        TurnState.Committed => IncompleteReason(turn) is null ? "completed" : "incomplete",
        TurnState.Cancelled => "cancelled",
        TurnState.Interrupted or TurnState.Failed => "failed",
        _ => "in_progress",
    };

    private static string? IncompleteReason(TurnRecord turn) => turn.Answer?.FinishReason switch
    {
        "length" => "max_output_tokens",
        "content_filter" => "content_filter",
        _ => null,
    };

    private static void WriteConversation(Utf8JsonWriter json, string? id)
    {
        if (id is null)
        {
            json.WriteNull("conversation");
            return;
        }

        json.WriteStartObject("conversation");
        json.WriteString("id", id);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, ResponseItem item)
    {
        json.WriteStartArray("content");
        if (item.Content.Length > 0 || item.IsDone)
        {
            WritePart(json, item, item.Content.ToString());
        }

        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, TurnRecord turn)
    {
        if (turn.Error is not { } error || turn.State == TurnState.Cancelled)
        {
            json.WriteNull("error");
            return;
        }

        json.WriteStartObject("error");
        json.WriteString("code", error.Reason);
        json.WriteString("message", error.Message);
        json.WriteString("mesh_code", MeshErrorStatus.For(error.Code).Name);
        json.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter json, TurnRecord turn)
    {
        if (turn.State != TurnState.Committed || IncompleteReason(turn) is not { } reason)
        {
            json.WriteNull("incomplete_details");
            return;
        }

        json.WriteStartObject("incomplete_details");
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
    {
        if (usage is null)
        {
            json.WriteNull("usage");
            return;
        }

        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Input);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInput);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage.Output);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat? format)
    {
        json.WriteStartObject("text");
        json.WriteStartObject("format");
        json.WriteString("type", format?.Kind switch { ResponseFormatKind.JsonObject => "json_object", ResponseFormatKind.JsonSchema => "json_schema", _ => "text" });
        if (format is { Kind: ResponseFormatKind.JsonSchema, SchemaJson: { } schema })
        {
            json.WriteString("name", format.Name);
            json.WritePropertyName("schema");
            json.WriteRawValue(schema);
            json.WriteBoolean("strict", format.Strict ?? false);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, ToolChoice? choice)
    {
        if (choice is not { Mode: ToolChoiceMode.Function })
        {
            json.WriteString("tool_choice", (choice?.Mode ?? ToolChoiceMode.Auto).ToString().ToLowerInvariant());
            return;
        }

        json.WriteStartObject("tool_choice");
        json.WriteString("type", "function");
        json.WriteString("name", choice.FunctionName);
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, IReadOnlyList<ToolDefinition> tools)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteString("name", tool.Name);
            WriteOrNull(json, "description", tool.Description);
            json.WritePropertyName("parameters");
            json.WriteRawValue(tool.ParametersJson ?? "{}");
            json.WriteBoolean("strict", tool.Strict ?? false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteOrNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
