using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using AI = Microsoft.Extensions.AI;

namespace Mesh.Providers.Mapping;

/// <summary>From a request's records to what an <see cref="AI.IChatClient"/> takes.</summary>
public static class ChatRequestMapping
{
    /// <summary>The name under which vendor fields that pass through stand among a chat's additional properties.</summary>
    public const string ExtraJson = "meshsilo.extra_json";

    /// <summary>Settings, tools and form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="upstreamModel">The upstream's name of the model.</param>
    public static AI.ChatOptions ToOptions(ChatRequest request, string upstreamModel)
    {
        var settings = request.Settings;
        var options = new AI.ChatOptions
        {
            ModelId = upstreamModel,
            Temperature = (float?)settings.Temperature,
            TopP = (float?)settings.TopP,
            MaxOutputTokens = settings.MaxOutputTokens,
            StopSequences = settings.Stop.Count > 0 ? [.. settings.Stop] : null,
            Seed = settings.Seed,
            FrequencyPenalty = (float?)settings.FrequencyPenalty,
            PresencePenalty = (float?)settings.PresencePenalty,
            AllowMultipleToolCalls = settings.ParallelToolCalls,
            Tools = request.Tools.Count > 0 ? [.. request.Tools.Select(Tool)] : null,
            ToolMode = Mode(request.ToolChoice),
            ResponseFormat = Format(request.ResponseFormat),
        };
        Add(options, "logprobs", settings.Logprobs);
        Add(options, "top_logprobs", settings.TopLogprobs);
        Add(options, "n", settings.Choices);
        Add(options, "reasoning_effort", settings.ReasoningEffort);
        Add(options, "user", settings.User);
        Add(options, ExtraJson, request.ExtraJson);
        return options;
    }

    /// <summary>The messages.</summary>
    /// <exception cref="MeshException">invalid_request: a URL of a part is none.</exception>
    public static IReadOnlyList<AI.ChatMessage> ToMessages(ChatRequest request) => [.. request.Messages.Select(Message)];

    private static AI.ChatMessage Message(ChatMessage message, int index)
    {
        try
        {
            return ChatMessageMapping.ToMessage(message);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", $"'messages[{index}]' holds an image, file or sound whose URL or data cannot be read.", $"messages[{index}]");
        }
    }

    // What the library has no word for; a dialect that has one looks here.
    private static void Add(AI.ChatOptions options, string name, object? value)
    {
        if (value is not null)
        {
            (options.AdditionalProperties ??= [])[name] = value;
        }
    }

    private static AI.AITool Tool(ToolDefinition tool) =>
        AI.AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, Element(tool.ParametersJson ?? """{"type":"object","properties":{}}"""));

    private static AI.ChatToolMode? Mode(ToolChoice? choice) => choice?.Mode switch
    {
        null => null,
        ToolChoiceMode.None => AI.ChatToolMode.None,
        ToolChoiceMode.Required => AI.ChatToolMode.RequireAny,
        ToolChoiceMode.Function => AI.ChatToolMode.RequireSpecific(choice.FunctionName!),
        _ => AI.ChatToolMode.Auto,
    };

    private static AI.ChatResponseFormat? Format(ResponseFormat? format) => format?.Kind switch
    {
        null => null,
        ResponseFormatKind.JsonObject => AI.ChatResponseFormat.Json,
        ResponseFormatKind.JsonSchema when format.SchemaJson is { } schema => AI.ChatResponseFormat.ForJsonSchema(Element(schema), format.Name),
        ResponseFormatKind.JsonSchema => AI.ChatResponseFormat.Json,
        _ => AI.ChatResponseFormat.Text,
    };

    private static JsonElement Element(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "A schema under 'tools' or 'response_format' is not valid JSON.", "tools");
        }
    }
}
