using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Model;

/// <summary>A log whose next call or write fails as it is told.</summary>
internal sealed class FaultyLog(IConversationLog inner) : IConversationLog
{
    private readonly Queue<Func<Task>> _underWay = [];

    public LogFault Next { get; set; }

    /// <summary>Lets every write arrive that was late or doubled.</summary>
    public void Settle()
    {
        while (_underWay.TryDequeue(out var write))
        {
            write().GetAwaiter().GetResult();
        }
    }

    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        if (Next == LogFault.Unreachable)
        {
            Next = LogFault.None;
            return Task.FromException<ConversationHead?>(Unknown());
        }

        return inner.ReadHeadAsync(key, cancellationToken);
    }

    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) => inner.FindTurnAsync(key, turnId, cancellationToken);

    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) =>
        inner.ReadTurnsAsync(key, from, count, cancellationToken);

    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) => inner.ReadNotesAsync(key, cancellationToken);

    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        var fault = Next;
        Next = LogFault.None;
        if (fault is LogFault.Late or LogFault.Twice)
        {
            _underWay.Enqueue(() => inner.WriteAsync(key, write, default));
        }

        var written = fault is LogFault.Before or LogFault.Late ? null : inner.WriteAsync(key, write, cancellationToken);
        return written is null || fault == LogFault.After ? Task.FromException<WriteOutcome>(Unknown()) : written;
    }

    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) => inner.ReadOutboxAsync(key, cancellationToken);

    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => inner.ForgetOutboxAsync(key, upTo, cancellationToken);

    private static MeshException Unknown() => new(MeshErrorCode.Unavailable, "storage_timeout", "The store gave no answer in time.");
}
