using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>Reads chat answers in OpenAI's dialect into events, losing nothing that has an event.</summary>
internal static class OpenAIAnswerReader
{
    private const int MaxPosition = 1024;

    /// <summary>Reads one chunk of a stream.</summary>
    public static IReadOnlyList<ChatEvent> Chunk(JsonElement root) => Read(root, "delta");

    /// <summary>Reads a whole answer.</summary>
    public static IReadOnlyList<ChatEvent> Whole(JsonElement root) => Read(root, "message");

    private static List<ChatEvent> Read(JsonElement root, string content)
    {
        var events = new List<ChatEvent>(4);
        if (Json.Text(root, "id") is { } id)
        {
            events.Add(new AnswerIdentified(id, Json.Text(root, "model") ?? "", Json.Integer(root, "created") ?? 0));
        }

        if (Json.Array(root, "choices") is { } choices)
        {
            foreach (var choice in choices.EnumerateArray())
            {
                ReadChoice(choice, content, events);
            }
        }

        if (OpenAIUsage.Of(root) is { } usage)
        {
            events.Add(new UsageReported(usage));
        }

        return events;
    }

    private static void ReadChoice(JsonElement choice, string content, List<ChatEvent> events)
    {
        var index = Position(choice) ?? 0;
        if (Json.Object(choice, content) is { } delta)
        {
            ReadTexts(delta, index, events);
            ReadToolCalls(delta, index, events);
        }

        if (Json.Object(choice, "logprobs") is { } logprobs)
        {
            events.Add(new LogprobsDelta(index, Json.Raw(logprobs)));
        }

        // Ollama's first engines wrote an empty reason until the last chunk.
        if (Json.Text(choice, "finish_reason") is { Length: > 0 } finish)
        {
            events.Add(new ChoiceFinished(index, finish));
        }
    }

    private static void ReadTexts(JsonElement delta, int index, List<ChatEvent> events)
    {
        if ((Json.Text(delta, "reasoning_content") ?? Json.Text(delta, "reasoning")) is { Length: > 0 } reasoning)
        {
            events.Add(new ReasoningDelta(index, reasoning));
        }

        if (Json.Array(delta, "content") is { } parts)
        {
            ReadParts(parts, index, events);
        }
        else if (Json.Text(delta, "content") is { Length: > 0 } text)
        {
            events.Add(new TextDelta(index, text));
        }

        if (Json.Text(delta, "refusal") is { Length: > 0 } refusal)
        {
            events.Add(new RefusalDelta(index, refusal));
        }
    }

    // Mistral's reasoning models answer in parts: text, and thinking that holds texts of its own.
    private static void ReadParts(JsonElement parts, int index, List<ChatEvent> events)
    {
        foreach (var part in parts.EnumerateArray())
        {
            if (Json.Text(part, "text") is { Length: > 0 } text)
            {
                events.Add(new TextDelta(index, text));
            }

            if (Json.Array(part, "thinking") is { } thoughts)
            {
                events.AddRange(thoughts.EnumerateArray().Select(t => Json.Text(t, "text")).Where(t => !string.IsNullOrEmpty(t)).Select(t => new ReasoningDelta(index, t!)));
            }
        }
    }

    private static void ReadToolCalls(JsonElement delta, int choice, List<ChatEvent> events)
    {
        if (Json.Array(delta, "tool_calls") is not { } calls)
        {
            return;
        }

        var position = 0;
        foreach (var call in calls.EnumerateArray())
        {
            var function = Json.Object(call, "function") ?? default;

            // Some engines give arguments as an object, not as text.
            var arguments = Json.Text(function, "arguments") ?? (Json.Object(function, "arguments") is { } whole ? Json.Raw(whole) : "");
            events.Add(new ToolCallDelta(choice, Position(call) ?? position, Json.Text(call, "id"), Json.Text(function, "name"), arguments));
            position++;
        }
    }

    // Whatever counts from it downstream must not be led astray by an index that no vendor gives.
    private static int? Position(JsonElement parent) => Json.Integer(parent, "index") is { } index and >= 0 and < MaxPosition ? (int)index : null;
}
