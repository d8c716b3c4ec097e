using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Providers.OpenAI.Presets;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Writes records as a chat request in OpenAI's dialect.</summary>
internal static class OpenAIRequestWriter
{
    /// <summary>The body of <paramref name="request"/> for an upstream.</summary>
    /// <param name="request">The request.</param>
    /// <param name="upstreamModel">The model's name there.</param>
    /// <param name="streaming">Whether a stream is wanted.</param>
    /// <param name="quirks">The upstream's.</param>
    /// <param name="goesOn">Whether the last message is the beginning of the answer, to be gone on with.</param>
    public static byte[] Write(ChatRequest request, string upstreamModel, bool streaming, OpenAIQuirks quirks, bool goesOn = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", upstreamModel);
            json.WriteStartArray("messages");
            foreach (var message in request.Messages)
            {
                OpenAIMessageWriter.Write(json, message, quirks);
            }

            json.WriteEndArray();
            WriteSettings(json, request.Settings, quirks);
            OpenAIToolWriter.Write(json, request, quirks);
            WriteFormat(json, request.ResponseFormat);
            WriteStreaming(json, streaming, quirks);
            if (goesOn && quirks.ContinueFinalMessage)
            {
                json.WriteBoolean("continue_final_message", true);
                json.WriteBoolean("add_generation_prompt", false);
            }

            WriteExtra(json, request.ExtraJson);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteStreaming(Utf8JsonWriter json, bool streaming, OpenAIQuirks quirks)
    {
        if (!streaming)
        {
            return;
        }

        json.WriteBoolean("stream", true);
        if (quirks.StreamOptions)
        {
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }
    }

    private static void WriteSettings(Utf8JsonWriter json, ChatSettings settings, OpenAIQuirks quirks)
    {
        Number(json, "temperature", settings.Temperature);
        Number(json, "top_p", settings.TopP);
        Number(json, quirks.MaxTokensField, settings.MaxOutputTokens);
        Number(json, "frequency_penalty", settings.FrequencyPenalty);
        Number(json, "presence_penalty", settings.PresencePenalty);
        Number(json, "top_logprobs", settings.TopLogprobs);
        Number(json, "n", settings.Choices);
        Flag(json, "logprobs", settings.Logprobs);
        Flag(json, "parallel_tool_calls", settings.ParallelToolCalls);
        Text(json, "reasoning_effort", settings.ReasoningEffort);
        Text(json, "user", settings.User);
        if (settings.Seed is { } seed)
        {
            json.WriteNumber(quirks.SeedField, seed);
        }

        if (settings.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in settings.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat? format)
    {
        if (format is null)
        {
            return;
        }

        json.WriteStartObject("response_format");
        json.WriteString("type", format.Kind switch { ResponseFormatKind.JsonObject => "json_object", ResponseFormatKind.JsonSchema => "json_schema", _ => "text" });
        if (format.Kind == ResponseFormatKind.JsonSchema)
        {
            json.WriteStartObject("json_schema");
            json.WriteString("name", format.Name ?? "answer");
            Raw(json, "schema", format.SchemaJson);
            Flag(json, "strict", format.Strict);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteExtra(Utf8JsonWriter json, string? extra)
    {
        if (extra is null)
        {
            return;
        }

        // What the mesh itself writes is not the extra's to say again: of two models, the upstream might take the other.
        using var document = JsonDocument.Parse(extra);
        foreach (var property in document.RootElement.EnumerateObject().Where(p => !OpenAIRequestReader.Known.Contains(p.Name)))
        {
            property.WriteTo(json);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    internal static void Flag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
        {
            json.WriteBoolean(name, flag);
        }
    }

    internal static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    internal static void Raw(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }
    }
}
