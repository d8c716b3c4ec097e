using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations.Notes;
using Orleans.Concurrency;

namespace Mesh.Contracts.Conversations;

/// <summary>
/// One conversation: short calls only, no stream. What it answers rests on the store, never on its memory. Key: a <see cref="TenantKey"/> of
/// the conversation's id. Every call may throw a <see cref="Errors.MeshException"/>: not_found, conflict, or unavailable when the store is
/// out of reach, and then what was asked may or may not have happened.
/// </summary>
[TenantKeyed, Alias("mesh.IConversationGrain")]
public interface IConversationGrain : IGrainWithStringKey
{
    /// <summary>Creates it; the same creation twice is one.</summary>
    [Alias("Create")]
    Task<ConversationHead> CreateAsync(ConversationSettings settings, string hash);

    /// <summary>Reads it.</summary>
    /// <param name="seen">The version that the caller saw last: an older one is an error.</param>
    [Alias("Read")]
    Task<ConversationHead> ReadAsync(long? seen);

    /// <summary>Changes its settings.</summary>
    [Alias("Update")]
    Task<ConversationHead> UpdateAsync(ConversationChange change, long? expectedVersion);

    /// <summary>Deletes it, unless it or its tenant is held; a second deletion tells what the first one removed.</summary>
    [Alias("Erase")]
    Task<ConversationDeleted> DeleteAsync();

    /// <summary>Deletes it when its time is over; false when it is not, or when it is held.</summary>
    [Alias("Expire")]
    Task<bool> ExpireAsync();

    /// <summary>Puts it under a legal hold or takes the hold away; the same twice is one.</summary>
    [Alias("Hold")]
    Task<ConversationHead> HoldAsync(bool held);

    /// <summary>Notes that another conversation is about to take a copy of its turns; the same one twice is one.</summary>
    [Alias("NoteFork")]
    Task<ConversationHead> NoteForkAsync(string fork);

    /// <summary>Begins a turn for a silo, or says what has become of the one with its id. One that is queued is to wait, then ask again.</summary>
    /// <param name="request">The turn.</param>
    /// <param name="owner">The silo that would run it, with its generation.</param>
    [Alias("BeginTurn")]
    Task<TurnBegun> BeginTurnAsync(TurnRequest request, string owner);

    /// <summary>Ends when a queued turn ought to be asked for again.</summary>
    [AlwaysInterleave, Alias("Wait")]
    Task WaitAsync();

    /// <summary>Gives up the place of a queued turn whose caller has gone.</summary>
    [Alias("Leave")]
    Task LeaveAsync(string turnId);

    /// <summary>Ends an attempt.</summary>
    [Alias("EndTurn")]
    Task<TurnEnded> EndTurnAsync(TurnLease lease, TurnEnding ending);

    /// <summary>Ends a turn that its owner does not end.</summary>
    [Alias("CancelTurn")]
    Task<TurnRecord> CancelTurnAsync(string turnId);

    /// <summary>A turn by the caller's id.</summary>
    [Alias("FindTurn")]
    Task<TurnRecord> FindTurnAsync(string turnId);

    /// <summary>Turns by number, from one on.</summary>
    [Alias("ListTurns")]
    Task<IReadOnlyList<TurnRecord>> ListTurnsAsync(long from, int count);

    /// <summary>Committed turns of a branch, the last first.</summary>
    /// <param name="leaf">The last one wanted; 0 for none.</param>
    /// <param name="count">How many at most.</param>
    [Alias("ReadBranch")]
    Task<IReadOnlyList<TurnRecord>> ReadBranchAsync(long leaf, int count);

    /// <summary>Takes over committed turns of another conversation, behind those that were taken over before; the same ones twice are one.</summary>
    /// <param name="turns">The turns in their order, at most 64.</param>
    /// <param name="from">How many were taken over before these.</param>
    [Alias("CopyTurns")]
    Task<ConversationHead> CopyTurnsAsync(IReadOnlyList<TurnRecord> turns, long from);

    /// <summary>What the mesh has noted of it.</summary>
    [Alias("ReadNotes")]
    Task<ConversationNotes> ReadNotesAsync();

    /// <summary>Notes something and accounts its cost; gives the notes as they are then. Not to be sent again when its outcome is not known.</summary>
    [Alias("KeepNotes")]
    Task<ConversationNotes> KeepNotesAsync(NotesEntry entry);
}
