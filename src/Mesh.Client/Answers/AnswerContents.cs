using System.Text.Json;
using Mesh.Client.Requests;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Answers;

/// <summary>Pieces of an answer in the abstraction's words.</summary>
internal static class AnswerContents
{
    /// <summary>A model's refusal.</summary>
    public static ErrorContent Refusal(string text) => new(text) { ErrorCode = PartMapping.RefusalCode };

    /// <summary>A whole call. Arguments that are no JSON object are told on the content, not thrown: the model may be asked again.</summary>
    public static FunctionCallContent Call(V1.ToolCall call)
    {
        var content = FunctionCallContent.CreateFromParsedArguments(call.ArgumentsJson, call.Id, call.Name, Parse);
        content.RawRepresentation = call;
        return content;
    }

    /// <summary>A token count.</summary>
    public static UsageDetails Usage(V1.Usage usage) => new()
    {
        InputTokenCount = usage.InputTokens,
        CachedInputTokenCount = usage.CachedInputTokens,
        OutputTokenCount = usage.OutputTokens,
        ReasoningTokenCount = usage.ReasoningTokens,
        TotalTokenCount = usage.InputTokens + usage.OutputTokens,
    };

    /// <summary>Why an answer ended; null while it has not.</summary>
    public static ChatFinishReason? Finish(string reason) => reason.Length == 0 ? null : new ChatFinishReason(reason);

    private static IDictionary<string, object?>? Parse(string arguments) => string.IsNullOrWhiteSpace(arguments)
        ? new Dictionary<string, object?>()
        : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments, AIJsonUtilities.DefaultOptions);
}
