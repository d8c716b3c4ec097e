using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Requests;

/// <summary>From the abstraction's chat to the mesh's.</summary>
internal static class ChatRequestMapping
{
    /// <summary>The request for <paramref name="messages"/> with <paramref name="options"/>.</summary>
    /// <param name="client">The client, for the options' factory of raw requests.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="options">The options.</param>
    /// <param name="model">The name that is asked when the options name none.</param>
    /// <exception cref="NotSupportedException">A content, tool or option that a mesh cannot be given; says what to do.</exception>
    /// <exception cref="ArgumentException">An additional property is of the wrong kind.</exception>
    public static V1.ChatRequest Map(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options, string model)
    {
        options ??= new ChatOptions();
        if (options.ConversationId is not null || options.ContinuationToken is not null)
        {
            throw new NotSupportedException("This client keeps no conversations at the mesh: send the whole history, and leave ConversationId and ContinuationToken null.");
        }

        var chat = new V1.ChatRequest { Model = string.IsNullOrEmpty(options.ModelId) ? model : options.ModelId, Settings = Settings(options) };
        if (!string.IsNullOrEmpty(options.Instructions))
        {
            chat.Messages.Add(new V1.Message { Role = V1.Role.System, Parts = { new V1.Part { Text = options.Instructions } } });
        }

        chat.Messages.AddRange(messages.SelectMany(MessageMapping.Map));
        ToolMapping.Apply(options, chat);
        chat.ResponseFormat = Format(options);
        AdditionalSettings.Apply(options, chat);

        // What the caller wrote in the mesh's own form wins over what was mapped.
        if (options.RawRepresentationFactory?.Invoke(client) is V1.ChatRequest raw)
        {
            chat.MergeFrom(raw);
        }

        return chat;
    }

    private static V1.Settings Settings(ChatOptions options)
    {
        var settings = new V1.Settings { Stop = { options.StopSequences ?? [] } };
        if (options.Temperature is { } temperature)
        {
            settings.Temperature = Exact(temperature);
        }

        if (options.TopP is { } topP)
        {
            settings.TopP = Exact(topP);
        }

        if (options.MaxOutputTokens is { } tokens)
        {
            settings.MaxOutputTokens = tokens;
        }

        if (options.Seed is { } seed)
        {
            settings.Seed = seed;
        }

        if (options.FrequencyPenalty is { } frequency)
        {
            settings.FrequencyPenalty = Exact(frequency);
        }

        if (options.PresencePenalty is { } presence)
        {
            settings.PresencePenalty = Exact(presence);
        }

        if (Effort(options.Reasoning?.Effort) is { } effort)
        {
            settings.ReasoningEffort = effort;
        }

        return settings;
    }

    // 0.7f is 0.699999988079071 as a double; the vendor is to see 0.7.
    private static double Exact(float value) => float.IsFinite(value)
        ? double.Parse(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture)
        : throw new ArgumentException($"{value} is not a setting: temperature, top_p and penalties are finite numbers.");

    private static string? Effort(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => throw new NotSupportedException($"Reasoning effort {effort} is not known to the mesh."),
    };

    private static V1.ResponseFormat? Format(ChatOptions options)
    {
        switch (options.ResponseFormat)
        {
            case null:
                return null;
            case ChatResponseFormatText:
                return new V1.ResponseFormat { Kind = V1.FormatKind.Text };
            case ChatResponseFormatJson { Schema: null }:
                return new V1.ResponseFormat { Kind = V1.FormatKind.JsonObject };
            case ChatResponseFormatJson { Schema: { } schema } json:
                var format = new V1.ResponseFormat { Kind = V1.FormatKind.JsonSchema, Name = json.SchemaName ?? "answer", SchemaJson = schema.GetRawText() };
                if (AdditionalSettings.Read<bool?>("strict", options.AdditionalProperties?.GetValueOrDefault("strict"), "true or false") is { } strict)
                {
                    format.Strict = strict;
                }

                return format;
            default:
                throw new NotSupportedException($"Response format {options.ResponseFormat.GetType().Name} is not known to the mesh: use text, JSON, or JSON by a schema.");
        }
    }
}
