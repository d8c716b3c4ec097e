using Mesh.Client.Outcomes;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Answers;

/// <summary>A unary answer.</summary>
internal static class WholeAnswer
{
    /// <summary>The answer; where several choices were asked for, the first, and the others in its raw form.</summary>
    /// <param name="response">What the mesh sent.</param>
    /// <param name="reasoning">Whether reasoning is wanted.</param>
    public static ChatResponse Map(V1.CompleteResponse response, bool reasoning)
    {
        var outcome = response.Outcome is null ? null : MeshOutcome.From(response.Outcome);
        var choice = response.Choices.FirstOrDefault(c => c.Index == 0) ?? new V1.Choice();
        var properties = outcome is null ? null : MeshOutcomeExtensions.Properties(outcome);
        var message = new ChatMessage(ChatRole.Assistant, [.. Contents(choice, reasoning)])
        {
            MessageId = outcome?.DecisionId,
            AdditionalProperties = properties,
            RawRepresentation = choice,
        };
        return new ChatResponse(message)
        {
            ResponseId = outcome?.DecisionId,
            ModelId = outcome?.Model,
            FinishReason = AnswerContents.Finish(choice.FinishReason),
            Usage = response.Outcome?.Usage is { } usage ? AnswerContents.Usage(usage) : null,
            AdditionalProperties = properties?.Clone(),
            RawRepresentation = response,
        };
    }

    private static IEnumerable<AIContent> Contents(V1.Choice choice, bool reasoning)
    {
        if (reasoning && choice.Reasoning.Length > 0)
        {
            yield return new TextReasoningContent(choice.Reasoning);
        }

        if (choice.Content.Length > 0)
        {
            yield return new TextContent(choice.Content);
        }

        if (choice.Refusal.Length > 0)
        {
            yield return AnswerContents.Refusal(choice.Refusal);
        }

        foreach (var call in choice.ToolCalls)
        {
            yield return AnswerContents.Call(call);
        }
    }
}
