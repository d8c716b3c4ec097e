using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's chat to the contracts'.</summary>
internal static class ChatMapping
{
    /// <summary>The task of a request.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static ChatTask ToTask(V1.ChatRequest? chat, bool streaming)
    {
        if (chat is null)
        {
            throw Invalid("chat", "'chat' is missing.");
        }

        if (chat.Model.Length is 0 or > 256)
        {
            throw Invalid("chat.model", "'chat.model' must name a route, a model or an endpoint.");
        }

        if (chat.Messages.Count is 0 or > Providers.OpenAI.Requests.OpenAIChatScan.MaxMessages)
        {
            throw Invalid("chat.messages", "'chat.messages' must hold at least one message.");
        }

        var request = new ChatRequest
        {
            Messages = [.. chat.Messages.Select(Message)],
            Tools = [.. chat.Tools.Select(t => new ToolDefinition(t.Name, NullIfEmpty(t.Description), NullIfEmpty(t.ParametersJsonSchema), t.HasStrict ? t.Strict : null))],
            ToolChoice = Choice(chat.ToolChoice),
            ResponseFormat = Format(chat.ResponseFormat),
            Settings = Settings(chat.Settings),
            ExtraJson = Extra(chat.ExtraParametersJson),
        };
        return new ChatTask(Query(chat, request), request, streaming);
    }

    private static RouteQuery Query(V1.ChatRequest chat, ChatRequest request)
    {
        var parts = request.Messages.SelectMany(m => m.Parts).ToArray();
        var bytes = parts.OfType<TextPart>().Sum(t => (long)System.Text.Encoding.UTF8.GetByteCount(t.Text)) + request.Tools.Sum(t => (long)(t.ParametersJson?.Length ?? 0));
        var needs = ModelCapabilities.Text
            | (parts.Any(p => p is ImagePart) ? ModelCapabilities.ImageIn : 0)
            | (parts.Any(p => p is FilePart) ? ModelCapabilities.FileIn : 0)
            | (parts.Any(p => p is AudioPart) ? ModelCapabilities.AudioIn : 0)
            | (request.Tools.Count > 0 ? ModelCapabilities.Tools : 0)
            | (request.Settings.Logprobs == true ? ModelCapabilities.Logprobs : 0)
            | (request.ResponseFormat?.Kind == ResponseFormatKind.JsonSchema ? ModelCapabilities.JsonSchema : 0);
        return new RouteQuery
        {
            Target = chat.Model,
            Fallbacks = [.. chat.FallbackModels.Take(16)],
            Needs = needs,
            InputTokensAtMost = bytes,
            InputTokensExpected = (bytes / 4) + 8,
            MaxOutputTokens = request.Settings.MaxOutputTokens,
            Prefer = chat.Prefer == V1.Preference.Unspecified ? null : (Prefer)((int)chat.Prefer - 1),
            MaxCostUsd = chat.MaxCostUsd > 0 ? (decimal)chat.MaxCostUsd : null,
        };
    }

    private static ChatMessage Message(V1.Message message, int index) => new()
    {
        Role = message.Role is V1.Role.Unspecified
            ? throw Invalid($"chat.messages[{index}].role", $"'chat.messages[{index}].role' must be set.")
            : (ChatRole)((int)message.Role - 1),
        Parts = [.. message.Parts.Select(Part)],
        ToolCalls = [.. message.ToolCalls.Select(c => new ToolCall(c.Id, c.Name, c.ArgumentsJson))],
        ToolCallId = NullIfEmpty(message.ToolCallId),
        Name = NullIfEmpty(message.Name),
    };

    private static ContentPart Part(V1.Part part) => part.ContentCase switch
    {
        V1.Part.ContentOneofCase.Image => new ImagePart(part.Image.Url, NullIfEmpty(part.Image.Detail)),
        V1.Part.ContentOneofCase.File => new FilePart(NullIfEmpty(part.File.Name), part.File.Data),
        V1.Part.ContentOneofCase.Audio => new AudioPart(part.Audio.Data, part.Audio.Format),
        V1.Part.ContentOneofCase.Reasoning => new ReasoningPart(part.Reasoning),
        V1.Part.ContentOneofCase.Refusal => new RefusalPart(part.Refusal),
        _ => new TextPart(part.Text),
    };

    private static ToolChoice? Choice(V1.ToolChoice? choice) =>
        choice is null || choice.Mode == V1.ToolMode.Unspecified ? null : new ToolChoice((ToolChoiceMode)((int)choice.Mode - 1), NullIfEmpty(choice.FunctionName));

    private static ResponseFormat? Format(V1.ResponseFormat? format) => format is null ? null : new ResponseFormat(
        format.Kind switch { V1.FormatKind.JsonObject => ResponseFormatKind.JsonObject, V1.FormatKind.JsonSchema => ResponseFormatKind.JsonSchema, _ => ResponseFormatKind.Text },
        NullIfEmpty(format.Name),
        NullIfEmpty(format.SchemaJson),
        format.HasStrict ? format.Strict : null);

    private static ChatSettings Settings(V1.Settings? s) => s is null ? new ChatSettings() : new ChatSettings
    {
        Temperature = s.HasTemperature ? s.Temperature : null,
        TopP = s.HasTopP ? s.TopP : null,
        MaxOutputTokens = s.HasMaxOutputTokens ? s.MaxOutputTokens : null,
        Stop = [.. s.Stop],
        Seed = s.HasSeed ? s.Seed : null,
        FrequencyPenalty = s.HasFrequencyPenalty ? s.FrequencyPenalty : null,
        PresencePenalty = s.HasPresencePenalty ? s.PresencePenalty : null,
        Logprobs = s.HasLogprobs ? s.Logprobs : null,
        TopLogprobs = s.HasTopLogprobs ? s.TopLogprobs : null,
        Choices = s.HasChoices ? s.Choices : null,
        ReasoningEffort = s.HasReasoningEffort ? s.ReasoningEffort : null,
        ParallelToolCalls = s.HasParallelToolCalls ? s.ParallelToolCalls : null,
        User = s.HasUser ? s.User : null,
    };

    private static string? Extra(string json)
    {
        if (json.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
                ? json
                : throw Invalid("chat.extra_parameters_json", "'chat.extra_parameters_json' must be a JSON object.");
        }
        catch (System.Text.Json.JsonException)
        {
            throw Invalid("chat.extra_parameters_json", "'chat.extra_parameters_json' is not valid JSON.");
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static MeshException Invalid(string field, string message) => new(MeshErrorCode.InvalidRequest, "invalid_value", message, field);
}
