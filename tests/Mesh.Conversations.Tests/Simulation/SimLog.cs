using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>
/// The store as one silo reaches it. A request and its reply are two draws of the scheduler, and either can be lost; a write can also be
/// applied after its caller was told that its outcome is not known, even by a dead silo, or a second time.
/// </summary>
internal sealed class SimLog(IConversationLog store, SimProcess silo, SimScheduler scheduler, SimRandom random, SimFaults faults) : IConversationLog
{
    public Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) => Call("head", isWrite: false, () => store.ReadHeadAsync(key, default));

    public Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken) =>
        Call("find", isWrite: false, () => store.FindTurnAsync(key, turnId, default));

    public Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) =>
        Call("turns", isWrite: false, () => store.ReadTurnsAsync(key, from, count, default));

    public Task<ConversationNotes?> ReadNotesAsync(ConversationKey key, CancellationToken cancellationToken) =>
        Call("notes", isWrite: false, () => store.ReadNotesAsync(key, default));

    public Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) =>
        Call("write", isWrite: true, () => store.WriteAsync(key, write, default));

    public Task<IReadOnlyList<ConversationEvent>> ReadOutboxAsync(ConversationKey key, CancellationToken cancellationToken) =>
        Call("outbox", isWrite: false, () => store.ReadOutboxAsync(key, default));

    public Task ForgetOutboxAsync(ConversationKey key, long upTo, CancellationToken cancellationToken) => store.ForgetOutboxAsync(key, upTo, default);

    private Task<T> Call<T>(string what, bool isWrite, Func<Task<T>> apply)
    {
        var reply = new TaskCompletionSource<T>();
        scheduler.Post(null, $"{silo.Name}'s {what} arrives", () => Arrive(what, isWrite, apply, reply));
        return reply.Task;
    }

    private void Arrive<T>(string what, bool isWrite, Func<Task<T>> apply, TaskCompletionSource<T> reply)
    {
        void Unknown() => scheduler.Post(silo, $"{what} unknown", () => reply.SetException(new MeshException(MeshErrorCode.Unavailable, "storage_timeout", "The store gave no answer in time.")));
        void Again(string how) => scheduler.Post(null, $"{silo.Name}'s {what} applied {how}", () => _ = apply());

        var fault = faults.OfStore <= 0 ? int.MaxValue : random.Next(1_000) / faults.OfStore;
        switch (fault)
        {
            case 0:
                Unknown();
                return;
            case 1 when isWrite:
                Unknown();
                Again("late");
                return;
            case 2 when isWrite:
                Again("twice");
                break;
            default:
                break;
        }

        var result = apply().GetAwaiter().GetResult();
        if (fault == 3)
        {
            Unknown();
            return;
        }

        scheduler.Post(silo, $"{what} replied", () => reply.SetResult(result));
    }
}
