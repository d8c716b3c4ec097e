using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Conversations.Live;

namespace Mesh.Grains.Conversations;

/// <summary>Tells a turn that is over from what the conversation holds, as few frames as there are parts; the same each time.</summary>
public static class TurnReplay
{
    /// <summary>
    /// The place of the first frame. No attempt has as many of its own: whoever had a part of these and finds the attempt's own frames, on a
    /// silo that was out of reach before, begins anew and joins no two texts.
    /// </summary>
    public const long First = 1L << 40;

    /// <summary>The frames' events, the end last.</summary>
    public static IEnumerable<TurnEvent> Of(TurnRecord turn)
    {
        if (turn.Answer is { } answer)
        {
            yield return new TurnStarted(answer.DecisionId, turn.Request.Query.Target, answer.Model, answer.Endpoint);
            if (answer.Prompt?.HandOver is { } handOver)
            {
                yield return new TurnHandedOver(handOver);
            }

            foreach (var said in Said(answer.Message))
            {
                yield return new TurnContent(said);
            }

            if (answer.FinishReason is { } reason)
            {
                yield return new TurnContent(new ChoiceFinished(0, reason));
            }
        }

        yield return new TurnOver(TurnEnds.WithoutContent(turn));
    }

    private static IEnumerable<ChatEvent> Said(ChatMessage message) => message.Parts
        .Select(ChatEvent? (part) => part switch
        {
            TextPart t => new TextDelta(0, t.Text),
            ReasoningPart r => new ReasoningDelta(0, r.Text),
            RefusalPart r => new RefusalDelta(0, r.Text),
            _ => null,
        })
        .OfType<ChatEvent>()
        .Concat(message.ToolCalls.Select((c, i) => new ToolCallDelta(0, i, c.Id, c.Name, c.ArgumentsJson)));
}
