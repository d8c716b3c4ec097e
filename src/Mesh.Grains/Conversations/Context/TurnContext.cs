using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Access;

namespace Mesh.Grains.Conversations.Context;

/// <summary>Puts together what the model that answers is told: instructions, the turns before, the new message.</summary>
internal sealed class TurnContext(TenantGrains grains)
{
    /// <summary>Most turns before that are told.</summary>
    public const int MostTurns = 128;

    /// <summary>The task of a turn.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="begun">The turn as it began.</param>
    public async Task<ChatTask> AssembleAsync(TenantKey key, TurnBegun begun)
    {
        var (head, turn) = (begun.Head, begun.Turn!);
        var before = turn.Parent > 0
            ? await grains.CallAsync<IConversationGrain, IReadOnlyList<TurnRecord>>(key, key.Rest, g => g.ReadBranchAsync(turn.Parent, MostTurns))
            : [];
        var messages = new List<ChatMessage>();
        if ((turn.Request.Instructions ?? head.Settings.Instructions) is { Length: > 0 } instructions)
        {
            messages.Add(new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(instructions)] });
        }

        messages.AddRange(before.Reverse().SelectMany(Said));
        messages.AddRange(turn.Request.Chat.Messages);
        var prompt = turn.Request.Chat with { Messages = messages };
        var target = turn.Request.Query.Target.Length > 0 ? turn.Request.Query.Target : head.Settings.Route;
        return new ChatTask(PromptNeeds.Of(turn.Request.Query, target, prompt), prompt, streaming: true) { Accepts = turn.Request.Accepts };
    }

    // What another model thought is not this one's to read, and most vendors refuse it.
    private static IEnumerable<ChatMessage> Said(TurnRecord turn) => turn.Answer is { } answer
        ? turn.Request.Chat.Messages.Append(answer.Message with { Parts = [.. answer.Message.Parts.Where(p => p is not ReasoningPart)] })
        : turn.Request.Chat.Messages;
}
