using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>Writes the parts of one choice in OpenAI's dialect.</summary>
internal static class OpenAIChoiceWriter
{
    public static int ChoiceOf(ChatEvent e) => e switch
    {
        TextDelta t => t.Choice,
        ReasoningDelta r => r.Choice,
        RefusalDelta r => r.Choice,
        ToolCallDelta t => t.Choice,
        LogprobsDelta l => l.Choice,
        ChoiceFinished f => f.Choice,
        _ => -1,
    };

    public static void Delta(Utf8JsonWriter json, IReadOnlyList<ChatEvent> events, int choice, bool withRole)
    {
        json.WriteStartObject("delta");
        if (withRole)
        {
            json.WriteString("role", "assistant");
        }

        WriteTexts(json, events, choice, nullContent: false);
        var calls = events.OfType<ToolCallDelta>().Where(c => c.Choice == choice).ToArray();
        if (calls.Length > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                WriteCall(json, call.Call, call.Id, call.Name, call.Arguments);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteEnd(json, events, choice);
    }

    public static void Message(Utf8JsonWriter json, IReadOnlyList<ChatEvent> events, int choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index", choice);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        WriteTexts(json, events, choice, nullContent: true);
        var calls = events.OfType<ToolCallDelta>().Where(c => c.Choice == choice).GroupBy(c => c.Call).OrderBy(g => g.Key).ToArray();
        if (calls.Length > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                WriteCall(json, null, call.First().Id, call.First().Name, string.Concat(call.Select(c => c.Arguments)));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteEnd(json, events, choice);
        json.WriteEndObject();
    }

    public static void Usage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.Input);
        json.WriteNumber("completion_tokens", usage.Output);
        json.WriteNumber("total_tokens", usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInput);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", usage.Reasoning);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, IReadOnlyList<ChatEvent> events, int choice, bool nullContent)
    {
        Join(json, "content", events.OfType<TextDelta>().Where(t => t.Choice == choice).Select(t => t.Text), nullContent);
        Join(json, "reasoning_content", events.OfType<ReasoningDelta>().Where(t => t.Choice == choice).Select(t => t.Text), false);
        Join(json, "refusal", events.OfType<RefusalDelta>().Where(t => t.Choice == choice).Select(t => t.Text), nullContent);
    }

    private static void Join(Utf8JsonWriter json, string name, IEnumerable<string> texts, bool nullWhenNone)
    {
        var joined = string.Concat(texts);
        if (joined.Length > 0)
        {
            json.WriteString(name, joined);
        }
        else if (nullWhenNone)
        {
            json.WriteNull(name);
        }
    }

    private static void WriteCall(Utf8JsonWriter json, int? index, string? id, string? name, string arguments)
    {
        json.WriteStartObject();
        if (index is { } position)
        {
            json.WriteNumber("index", position);
        }

        if (id is not null)
        {
            json.WriteString("id", id);
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        json.WriteString("arguments", arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, IReadOnlyList<ChatEvent> events, int choice)
    {
        if (events.OfType<LogprobsDelta>().LastOrDefault(l => l.Choice == choice) is { } logprobs)
        {
            json.WritePropertyName("logprobs");
            json.WriteRawValue(logprobs.Json);
        }

        var finish = events.OfType<ChoiceFinished>().LastOrDefault(f => f.Choice == choice)?.Reason;
        if (finish is null)
        {
            json.WriteNull("finish_reason");
        }
        else
        {
            json.WriteString("finish_reason", finish);
        }
    }
}
