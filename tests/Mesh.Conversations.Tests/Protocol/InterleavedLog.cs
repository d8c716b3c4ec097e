using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>A log that lets somebody else act between the reading of a head and whatever its reader asks next.</summary>
internal sealed class InterleavedLog(IConversationLog inner) : IConversationLog
{
    /// <summary>What happens once, after the next head is read.</summary>
    public Func<Task>? AfterHead { get; set; }

    public async Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        var head = await inner.ReadHeadAsync(key, cancellationToken);
        if (AfterHead is { } act)
        {
            AfterHead = null;
            await act();
        }

        return head;
    }

    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => inner.FindTurnAsync(key, turnId, cancellationToken);

    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) =>
        inner.ReadTurnsAsync(key, from, count, cancellationToken);

    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) => inner.WriteAsync(key, write, cancellationToken);

    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => inner.ReadOutboxAsync(key, cancellationToken);

    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => inner.ForgetOutboxAsync(key, upTo, cancellationToken);
}
