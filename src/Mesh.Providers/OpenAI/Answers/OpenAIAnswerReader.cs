using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>Reads chat answers in OpenAI's dialect into events, losing nothing that has an event.</summary>
internal static class OpenAIAnswerReader
{
    /// <summary>Reads one chunk of a stream.</summary>
    public static IReadOnlyList<ChatEvent> Chunk(JsonElement root) => Read(root, "delta");

    /// <summary>Reads a whole answer.</summary>
    public static IReadOnlyList<ChatEvent> Whole(JsonElement root) => Read(root, "message");

    private static List<ChatEvent> Read(JsonElement root, string content)
    {
        var events = new List<ChatEvent>(4);
        if (Text(root, "id") is { } id)
        {
            events.Add(new AnswerIdentified(id, Text(root, "model") ?? "", Number(root, "created") ?? 0));
        }

        if (root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array)
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
        var index = (int)(Number(choice, "index") ?? 0);
        if (choice.TryGetProperty(content, out var delta) && delta.ValueKind == JsonValueKind.Object)
        {
            if ((Text(delta, "reasoning_content") ?? Text(delta, "reasoning")) is { Length: > 0 } reasoning)
            {
                events.Add(new ReasoningDelta(index, reasoning));
            }

            if (Text(delta, "content") is { Length: > 0 } text)
            {
                events.Add(new TextDelta(index, text));
            }

            if (Text(delta, "refusal") is { Length: > 0 } refusal)
            {
                events.Add(new RefusalDelta(index, refusal));
            }

            ReadToolCalls(delta, index, events);
        }

        if (choice.TryGetProperty("logprobs", out var logprobs) && logprobs.ValueKind == JsonValueKind.Object)
        {
            events.Add(new LogprobsDelta(index, logprobs.GetRawText()));
        }

        if (Text(choice, "finish_reason") is { } finish)
        {
            events.Add(new ChoiceFinished(index, finish));
        }
    }

    private static void ReadToolCalls(JsonElement delta, int choice, List<ChatEvent> events)
    {
        if (!delta.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var position = 0;
        foreach (var call in calls.EnumerateArray())
        {
            var function = call.TryGetProperty("function", out var f) && f.ValueKind == JsonValueKind.Object ? f : default;
            var named = function.ValueKind == JsonValueKind.Object;
            events.Add(new ToolCallDelta(
                choice,
                (int)(Number(call, "index") ?? position),
                Text(call, "id"),
                named ? Text(function, "name") : null,
                named ? Text(function, "arguments") ?? "" : ""));
            position++;
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
