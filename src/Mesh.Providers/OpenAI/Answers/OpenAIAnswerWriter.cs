using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>Writes events as answers in OpenAI's dialect, for upstreams that speak another. Holds one answer's identity; not thread-safe.</summary>
public sealed class OpenAIAnswerWriter(string id, string model, long created, bool usageWanted)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private bool _roleSent;

    /// <summary>One server-sent event with the chunk for <paramref name="events"/>; empty when the caller need not see them.</summary>
    public ReadOnlyMemory<byte> Chunk(IReadOnlyList<ChatEvent> events)
    {
        var output = new ArrayBufferWriter<byte>(256);
        foreach (var choice in events.Select(OpenAIChoiceWriter.ChoiceOf).Where(c => c >= 0).Distinct())
        {
            WriteEvent(output, json =>
            {
                json.WriteStartArray("choices");
                json.WriteStartObject();
                json.WriteNumber("index", choice);
                OpenAIChoiceWriter.Delta(json, events, choice, !_roleSent);
                json.WriteEndObject();
                json.WriteEndArray();
                if (events.OfType<ReviewPending>().LastOrDefault() is { } pending)
                {
                    json.WriteStartObject("mesh");
                    OpenAIReview.Write(json, pending.Handle);
                    json.WriteEndObject();
                }
            });
            _roleSent = true;
        }

        if (usageWanted && events.OfType<UsageReported>().LastOrDefault() is { } usage)
        {
            WriteEvent(output, json =>
            {
                json.WriteStartArray("choices");
                json.WriteEndArray();
                OpenAIChoiceWriter.Usage(json, usage.Usage);
            });
        }

        return output.WrittenMemory;
    }

    /// <summary>A whole answer.</summary>
    public ReadOnlyMemory<byte> Whole(IReadOnlyList<ChatEvent> events)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            Head(json, "chat.completion");
            json.WriteStartArray("choices");
            foreach (var choice in events.Select(OpenAIChoiceWriter.ChoiceOf).Where(c => c >= 0).Distinct().Order())
            {
                OpenAIChoiceWriter.Message(json, events, choice);
            }

            json.WriteEndArray();
            if (events.OfType<UsageReported>().LastOrDefault() is { } usage)
            {
                OpenAIChoiceWriter.Usage(json, usage.Usage);
            }

            json.WriteEndObject();
        }

        return _buffer.WrittenSpan.ToArray();
    }

    private void WriteEvent(ArrayBufferWriter<byte> output, Action<Utf8JsonWriter> body)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            Head(json, "chat.completion.chunk");
            body(json);
            json.WriteEndObject();
        }

        output.Write("data: "u8);
        output.Write(_buffer.WrittenSpan);
        output.Write("\n\n"u8);
    }

    private void Head(Utf8JsonWriter json, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", kind);
        json.WriteNumber("created", created);
        json.WriteString("model", model);
    }
}
