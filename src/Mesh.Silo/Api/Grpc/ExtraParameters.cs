using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Providers.OpenAI.Requests;

namespace Mesh.Silo.Api.Grpc;

/// <summary>A vendor's own fields beside a chat. They must not undo what the request says in its own, and meet the rules of the OpenAI door.</summary>
internal static class ExtraParameters
{
    private const string Field = "chat.extra_parameters_json";

    private static readonly Dictionary<string, string> s_own = new(StringComparer.Ordinal)
    {
        ["model"] = "chat.model",
        ["models"] = "chat.fallback_models",
        ["messages"] = "chat.messages",
        ["stream"] = "the method",
        ["stream_options"] = "the method",
        ["tools"] = "chat.tools",
        ["tool_choice"] = "chat.tool_choice",
        ["response_format"] = "chat.response_format",
        ["temperature"] = "chat.settings.temperature",
        ["top_p"] = "chat.settings.top_p",
        ["max_tokens"] = "chat.settings.max_output_tokens",
        ["max_completion_tokens"] = "chat.settings.max_output_tokens",
        ["stop"] = "chat.settings.stop",
        ["seed"] = "chat.settings.seed",
        ["frequency_penalty"] = "chat.settings.frequency_penalty",
        ["presence_penalty"] = "chat.settings.presence_penalty",
        ["logprobs"] = "chat.settings.logprobs",
        ["top_logprobs"] = "chat.settings.top_logprobs",
        ["n"] = "chat.settings.choices",
        ["reasoning_effort"] = "chat.settings.reasoning_effort",
        ["parallel_tool_calls"] = "chat.settings.parallel_tool_calls",
        ["user"] = "chat.settings.user",
        ["mesh"] = "chat.plan_yaml",
    };

    /// <summary>The fields as they were sent; null when there are none.</summary>
    /// <exception cref="MeshException">invalid_request or permission_denied.</exception>
    public static string? Check(string json, CallerIdentity caller)
    {
        if (Fields.JsonObject(json, Field) is not { } extra)
        {
            return null;
        }

        using var document = JsonDocument.Parse(extra);
        try
        {
            Check(document.RootElement, caller);
        }
        catch (InvalidOperationException)
        {
            throw Fields.Invalid(Field, $"'{Field}' holds text that is not valid Unicode. Escape surrogates only in pairs.");
        }

        return extra;
    }

    private static void Check(JsonElement extra, CallerIdentity caller)
    {
        foreach (var property in extra.EnumerateObject())
        {
            if (s_own.TryGetValue(property.Name, out var home))
            {
                throw Fields.Invalid(Field, $"'{Field}' holds '{property.Name}', which belongs in {home}. Set it there.");
            }
        }

        OpenAIChatScan.Read(AsBody(extra), caller.Has("vendor-objects"));
    }

    private static ReadOnlyMemory<byte> AsBody(JsonElement extra)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", "m");
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("role", "user");
            json.WriteString("content", "");
            json.WriteEndObject();
            json.WriteEndArray();
            foreach (var property in extra.EnumerateObject())
            {
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
