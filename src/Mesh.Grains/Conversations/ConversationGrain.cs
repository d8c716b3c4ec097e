using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Mesh.Grains.Access;

namespace Mesh.Grains.Conversations;

/// <summary>Brings all that is asked of one conversation into one order. Two of it for a moment do no harm: the log lets one of them write.</summary>
[CollectionAgeLimit(Minutes = IdleMinutes)]
internal sealed class ConversationGrain : Grain, IConversationGrain
{
    /// <summary>How long one stays active that nobody asks: it holds nothing that the store does not, so a new one costs no more.</summary>
    public const double IdleMinutes = 2;

    // A turn may end where this activation does not hear of it: those who wait look again.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);
    private readonly ConversationKey _key;
    private readonly ConversationOutbox _outbox;
    private readonly ConversationEngine _conversation;
    private readonly TurnEngine _turns;
    private readonly NotesEngine _notes;
    private readonly ErasureEngine _ends;
    private readonly ConversationErasure _erasure;
    private readonly WaitingTurns _queue;
    private readonly TimeProvider _time;
    private TaskCompletionSource _freed = NotYet();

    public ConversationGrain(IGrainContext context, IConversationLog log, ConversationOutbox outbox, ConversationErasure erasure, SiloOwners owners, TimeProvider time)
    {
        // A key in another form is refused by the tenant filter before it comes here.
        _ = TenantKey.TryParse(context.GrainId.Key.ToString()!, out var name);
        _key = new ConversationKey(name.Tenant, name.Rest);
        _conversation = new ConversationEngine(_key, log, time, () => TenantContext.Key);
        _turns = new TurnEngine(_key, log, owners, time);
        _notes = new NotesEngine(_key, log, time);
        _ends = new ErasureEngine(_key, log, time);
        _queue = new WaitingTurns(_key.Id, time);
        (_outbox, _erasure, _time) = (outbox, erasure, time);
    }

    public Task<ConversationHead> CreateAsync(ConversationSettings settings, string hash) => ToldAsync(_conversation.CreateAsync(settings, hash, CancellationToken.None));

    public Task<ConversationHead> ReadAsync(long? seen) => _conversation.ReadAsync(seen, CancellationToken.None);

    public Task<ConversationHead> UpdateAsync(ConversationChange change, long? expectedVersion) => ToldAsync(_conversation.UpdateAsync(change.Applied, expectedVersion, CancellationToken.None));

    public Task<ConversationHead> CopyTurnsAsync(IReadOnlyList<TurnRecord> turns, long from) => ToldAsync(_conversation.CopyAsync(turns, from, CancellationToken.None));

    public async Task<ConversationDeleted> DeleteAsync()
    {
        var deleted = await _erasure.DeleteAsync(_key, TenantContext.Key);
        Free();
        return deleted;
    }

    public async Task<bool> ExpireAsync()
    {
        var expired = await _erasure.ExpireAsync(_key);
        Free();
        return expired;
    }

    public Task<ConversationHead> HoldAsync(bool held) => ToldAsync(_ends.HoldAsync(held, TenantContext.Key, CancellationToken.None));

    public Task<ConversationHead> NoteForkAsync(string fork) => _ends.NoteForkAsync(fork, CancellationToken.None);

    public async Task<TurnBegun> BeginTurnAsync(TurnRequest request, string owner)
    {
        var begun = _queue.MayGo(request.TurnId) ? await _turns.BeginAsync(request, owner, CancellationToken.None) : await _turns.LookAsync(request, CancellationToken.None);
        if (begun is { Admission: not TurnAdmission.Queued })
        {
            _queue.Leave(request.TurnId);
            return begun;
        }

        // Nobody runs, and others waited before: they are asked first.
        begun ??= new TurnBegun { Admission = TurnAdmission.Queued, Head = await _conversation.ReadAsync(null, CancellationToken.None) };
        _queue.Wait(request.TurnId, begun.Head.Running);
        return begun;
    }

    public async Task WaitAsync()
    {
        using var over = new CancellationTokenSource(s_longestWait, _time);
        await _freed.Task.WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public Task LeaveAsync(string turnId)
    {
        _queue.Leave(turnId);
        Free();
        return Task.CompletedTask;
    }

    public async Task<TurnEnded> EndTurnAsync(TurnLease lease, TurnEnding ending)
    {
        var ended = await ToldAsync(_turns.EndAsync(lease, ending, CancellationToken.None));
        Free();
        return ended;
    }

    public async Task<TurnRecord> CancelTurnAsync(string turnId)
    {
        _queue.Leave(turnId);
        var turn = await ToldAsync(_turns.CancelAsync(turnId, CancellationToken.None));
        Free();
        return turn;
    }

    public Task<TurnRecord> FindTurnAsync(string turnId) => _conversation.TurnAsync(turnId, CancellationToken.None);

    public async Task<IReadOnlyList<TurnRecord>> ListTurnsAsync(long from, int count) =>
        (await _conversation.TurnsAsync(from, Math.Min(count, LogBounds.MostTurnsRead), CancellationToken.None)).Turns;

    public async Task<IReadOnlyList<TurnRecord>> ReadBranchAsync(long leaf, int count)
    {
        var turns = new List<TurnRecord>();
        await foreach (var turn in _conversation.BranchAsync(leaf, CancellationToken.None))
        {
            turns.Add(turn);
            if (turns.Count >= Math.Min(count, LogBounds.MostTurnsRead))
            {
                break;
            }
        }

        return turns;
    }

    public Task<ConversationNotes> ReadNotesAsync() => _notes.ReadAsync(CancellationToken.None);

    public Task<ConversationNotes> KeepNotesAsync(NotesEntry entry) => ToldAsync(_notes.KeepAsync(entry, CancellationToken.None));

    // What happened is told on behind the answer; what cannot be is told on by the sweep.
    private async Task<T> ToldAsync<T>(Task<T> write)
    {
        var result = await write;
        _outbox.TellOnAsync(_key, CancellationToken.None).Ignore();
        return result;
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Free()
    {
        _freed.TrySetResult();
        _freed = NotYet();
    }
}
