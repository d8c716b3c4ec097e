using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Requests;

/// <summary>
/// The additional properties of a call. Names that the mesh knows become its fields; all others pass to the vendor as they are.
/// </summary>
internal static class AdditionalSettings
{
    /// <summary>Puts the options' additional properties, and <c>top_k</c>, on a request.</summary>
    /// <exception cref="ArgumentException">A name that the mesh knows has a value of another kind.</exception>
    public static void Apply(ChatOptions options, V1.ChatRequest chat)
    {
        var passed = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        if (options.TopK is { } topK)
        {
            passed["top_k"] = topK;
        }

        foreach (var (name, value) in options.AdditionalProperties ?? [])
        {
            if (!IsKnown(name, value, chat))
            {
                passed[name] = value;
            }
        }

        if (passed.Count > 0)
        {
            chat.ExtraParametersJson = Json(passed);
        }
    }

    /// <summary>A property's value as <typeparamref name="T"/>, which may stand there as JSON too.</summary>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public static T? Read<T>(string name, object? value, string wanted)
    {
        if (value is T or null)
        {
            return (T?)value;
        }

        try
        {
            return JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions).Deserialize<T>(AIJsonUtilities.DefaultOptions);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ArgumentException($"ChatOptions.AdditionalProperties[\"{name}\"] must be {wanted}.", e);
        }
    }

    private static bool IsKnown(string name, object? value, V1.ChatRequest chat)
    {
        switch (name)
        {
            case "strict" or MeshChatOptionsExtensions.CallTimeout or MeshChatOptionsExtensions.Resets or MeshChatOptionsExtensions.Splices:
                // Read where the response format, the deadline and the accepted signals are made.
                return true;
            case MeshChatOptionsExtensions.MaxCost:
                chat.MaxCostUsd = (double)Read<decimal>(name, value, "a number of USD");
                return true;
            case MeshChatOptionsExtensions.Prefer:
                chat.Prefer = Preference(value);
                return true;
            case MeshChatOptionsExtensions.Fallbacks:
                chat.FallbackModels.AddRange(Read<IReadOnlyList<string>>(name, value, "a list of names") ?? []);
                return true;
            case MeshChatOptionsExtensions.Data:
                Hints(chat).Data.AddRange(Read<IReadOnlyList<string>>(name, value, "a list of data classes") ?? []);
                return true;
            case MeshChatOptionsExtensions.Task:
                Hints(chat).Task = Read<string>(name, value, "a class of tasks") ?? "";
                return true;
            case MeshChatOptionsExtensions.Tags:
                Hints(chat).Tags.AddRange(Read<IReadOnlyList<string>>(name, value, "a list of words") ?? []);
                return true;
            default:
                return value is not null && IsSetting(name, value, chat.Settings);
        }
    }

    private static V1.Hints Hints(V1.ChatRequest chat) => chat.Hints ??= new V1.Hints();

    private static bool IsSetting(string name, object value, V1.Settings settings)
    {
        switch (name)
        {
            case "logprobs":
                settings.Logprobs = Read<bool>(name, value, "true or false");
                return true;
            case "top_logprobs":
                settings.TopLogprobs = Read<int>(name, value, "a whole number");
                return true;
            case "n":
                settings.Choices = Read<int>(name, value, "a whole number");
                return true;
            case "reasoning_effort":
                settings.ReasoningEffort = Read<string>(name, value, "a text such as low, medium or high");
                return true;
            case "user":
                settings.User = Read<string>(name, value, "a text");
                return true;
            default:
                return false;
        }
    }

    private static V1.Preference Preference(object? value) => value switch
    {
        null => V1.Preference.Unspecified,
        MeshPreference preference => (V1.Preference)((int)preference + 1),
        _ when Enum.TryParse<MeshPreference>(Read<string>(MeshChatOptionsExtensions.Prefer, value, "a text"), ignoreCase: true, out var named) && Enum.IsDefined(named) => (V1.Preference)((int)named + 1),
        _ => throw new ArgumentException($"ChatOptions.AdditionalProperties[\"{MeshChatOptionsExtensions.Prefer}\"] must be balanced, best, fast or cheap."),
    };

    private static string Json(SortedDictionary<string, object?> passed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in passed)
            {
                json.WritePropertyName(name);
                Write(json, name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        try
        {
            JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions).WriteTo(json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new ArgumentException($"ChatOptions.AdditionalProperties[\"{name}\"] cannot be written as JSON: {e.Message}", e);
        }
    }
}
