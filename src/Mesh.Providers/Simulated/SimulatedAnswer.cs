using System.Text.Json;
using Mesh.Contracts.Catalog;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Simulated;

/// <summary>What a simulated model will say.</summary>
/// <param name="Words">The answer, a token each, already cut to the length that was asked for.</param>
/// <param name="Call">The call that it makes instead, when it had to call a tool.</param>
/// <param name="Finish">Why it ends.</param>
/// <param name="Usage">Tokens.</param>
internal sealed record SimulatedAnswer(IReadOnlyList<string> Words, FunctionCallContent? Call, ChatFinishReason Finish, UsageDetails Usage)
{
    public static SimulatedAnswer For(string model, SimulatedBehavior behavior, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        var words = SimulatedText.Words(model, behavior, messages, options.ResponseFormat);
        var limit = Math.Min(words.Count, Math.Max(1, options.MaxOutputTokens ?? int.MaxValue));
        var call = options.ToolMode is RequiredChatToolMode required && (required.RequiredFunctionName ?? options.Tools?.FirstOrDefault()?.Name) is { } name
            ? new FunctionCallContent("call_simulated", name, new Dictionary<string, object?>())
            : Own(behavior, messages, options);
        var input = SimulatedText.PromptTokens(messages);
        return new SimulatedAnswer(
            [.. words.Take(limit)],
            call,
            call is not null ? ChatFinishReason.ToolCalls : limit < words.Count ? ChatFinishReason.Length : ChatFinishReason.Stop,
            new UsageDetails { InputTokenCount = input, OutputTokenCount = limit, TotalTokenCount = input + limit });
    }

    // Once: when a tool has said something it answers.
    private static FunctionCallContent? Own(SimulatedBehavior behavior, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        if (behavior.Calls?.Split(' ', 2) is not [var tool, ..] parts || options.ToolMode is NoneChatToolMode || options.Tools?.Any(t => t.Name == tool) != true || messages.Any(m => m.Role == ChatRole.Tool))
        {
            return null;
        }

        var arguments = parts.Length == 1 ? null : JsonSerializer.Deserialize<Dictionary<string, object?>>(parts[1]);
        return new FunctionCallContent("call_simulated", tool, arguments ?? []);
    }
}
