using Mesh.Contracts.Chat;
using AI = Microsoft.Extensions.AI;

namespace Mesh.Providers.Mapping;

/// <summary>From a client's updates to events. Holds what one answer has said so far; not thread-safe.</summary>
/// <param name="source">Where the client's counts of tokens come from.</param>
public sealed class AnswerMapping(UsageSource source)
{
    /// <summary>The code under which clients give a refusal among their errors.</summary>
    public const string Refusal = "Refusal";

    private int _calls;

    /// <summary>Whether anything of the answer itself has come.</summary>
    public bool HasContent { get; private set; }

    /// <summary>Whether the answer has said why it ended; clients repeat it, and it counts once.</summary>
    public bool Finished { get; private set; }

    /// <summary>The events of one update.</summary>
    public IReadOnlyList<ChatEvent> Read(AI.ChatResponseUpdate update)
    {
        var events = new List<ChatEvent>(3);
        if (update.ResponseId is { } id)
        {
            events.Add(new AnswerIdentified(id, update.ModelId ?? "", update.CreatedAt?.ToUnixTimeSeconds() ?? 0));
        }

        events.AddRange(update.Contents.Select(Read).OfType<ChatEvent>());
        HasContent |= events.Any(e => e is TextDelta or ReasoningDelta or RefusalDelta or ToolCallDelta);
        if (update.FinishReason is { } reason && !Finished)
        {
            Finished = true;
            events.Add(new ChoiceFinished(0, reason.Value));
        }

        return events;
    }

    /// <summary>The end that a client left unsaid: its stream's end is the sign.</summary>
    public ChoiceFinished Finish()
    {
        Finished = true;
        return new ChoiceFinished(0, _calls > 0 ? "tool_calls" : "stop");
    }

    /// <summary>A client's count of tokens.</summary>
    public static TokenUsage Usage(AI.UsageDetails details, UsageSource source) => new()
    {
        Input = Positive(details.InputTokenCount),
        CachedInput = Math.Min(Positive(details.InputTokenCount), Positive(details.CachedInputTokenCount)),
        Output = Positive(details.OutputTokenCount),
        Reasoning = Math.Min(Positive(details.OutputTokenCount), Positive(details.ReasoningTokenCount)),
        Source = source,
    };

    private ChatEvent? Read(AI.AIContent content) => content switch
    {
        AI.TextContent { Text.Length: > 0 } text => new TextDelta(0, text.Text),
        AI.TextReasoningContent { Text.Length: > 0 } reasoning => new ReasoningDelta(0, reasoning.Text),
        AI.ErrorContent { ErrorCode: Refusal } refusal => new RefusalDelta(0, refusal.Message),
        AI.ErrorContent error => throw new HttpRequestException(error.Message),
        AI.FunctionCallContent call => new ToolCallDelta(0, _calls++, call.CallId, call.Name, ChatMessageMapping.Arguments(call)),
        AI.UsageContent usage => new UsageReported(Usage(usage.Details, source)),
        _ => null,
    };

    private static long Positive(long? count) => Math.Clamp(count ?? 0, 0, 1_000_000_000);
}
