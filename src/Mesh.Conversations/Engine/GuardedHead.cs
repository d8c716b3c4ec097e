using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Engine;

/// <summary>
/// A conversation's head, read from the store for every step and written back against what was read. Nothing is remembered from one
/// step to the next, so that no step can rest on a write whose outcome was never known.
/// </summary>
internal sealed class GuardedHead(ConversationKey key, IConversationLog log)
{
    // Two activations for a moment are normal; three lost races in a row are not.
    private const int MostTries = 4;

    /// <summary>The head of a conversation that exists and whose last committed turn is there.</summary>
    /// <param name="seen">The version that the caller saw last; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MeshException">not_found; unavailable, reason conversation_regressed: it is older than what was acknowledged.</exception>
    public async Task<ConversationHead> ReadAsync(long? seen, CancellationToken cancellationToken)
    {
        var head = await FindAsync(cancellationToken);
        if (head is null or { DeletedAt: not null })
        {
            throw head is null && seen > 0 ? ConversationErrors.Regressed(key.Id, "all of it") : ConversationErrors.NotFound(key.Id);
        }

        if (head.Version < seen)
        {
            throw ConversationErrors.Regressed(key.Id, $"version {seen} was seen, {head.Version} is kept");
        }

        return await LossAsync(head, cancellationToken) is { } loss ? throw await AbsentAsync(ConversationErrors.Regressed(key.Id, loss), cancellationToken) : head;
    }

    /// <summary>What is not kept of the last committed turn; null when it is whole.</summary>
    public async Task<string?> LossAsync(ConversationHead head, CancellationToken cancellationToken)
    {
        if (head.LastCommitted == 0)
        {
            return null;
        }

        var last = await TurnAsync(head.LastCommitted, cancellationToken);
        return last is null ? $"turn {head.LastCommitted}" : last.Digest == head.Digest ? null : $"what turn {head.LastCommitted} said";
    }

    /// <summary>Why something is absent that the head speaks of: the conversation was deleted since its head was read, or else what the caller says.</summary>
    public async Task<MeshException> AbsentAsync(MeshException otherwise, CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is { DeletedAt: not null } ? ConversationErrors.NotFound(key.Id) : otherwise;

    /// <summary>Whether a turn was written after the head was: the two were not read in one step and do not belong together.</summary>
    public static bool IsNewer(TurnRecord turn, ConversationHead head) =>
        turn.Epoch > head.Epoch || turn.Version > head.Version || (turn.IsOver && turn.Epoch == head.Running?.Epoch);

    /// <summary>The head or tombstone, whatever it is; null when there is none.</summary>
    public async Task<ConversationHead?> FindAsync(CancellationToken cancellationToken)
    {
        var head = await log.ReadHeadAsync(key, cancellationToken);
        return head is null || (head.Tenant == key.Tenant && head.Id == key.Id)
            ? head
            : throw ConversationErrors.Regressed(key.Id, "its record bears another name");
    }

    /// <summary>A turn by its number; null when it is not kept.</summary>
    public async Task<TurnRecord?> TurnAsync(long number, CancellationToken cancellationToken) =>
        await log.ReadTurnsAsync(key, number, 1, cancellationToken) is [var turn] ? turn : null;

    /// <summary>Holds that another writer has written a head since: what is newer than the head that is kept cannot be explained otherwise.</summary>
    /// <exception cref="MeshException">unavailable, reason conversation_regressed: the head is the same, so the store has lost a later one.</exception>
    public async Task MovedOnAsync(ConversationHead head, long turn, CancellationToken cancellationToken)
    {
        if ((await FindAsync(cancellationToken))?.Sequence == head.Sequence)
        {
            throw ConversationErrors.Regressed(key.Id, $"the head after {head.Sequence}, which turn {turn} was written with");
        }
    }

    /// <summary>Takes one step from the head as it is: reads, decides, writes, and does so again when another writer came between.</summary>
    /// <param name="decide">Gives the result, and the write that it rests on, null when it rests on none; null for both when what it read does not belong together.</param>
    /// <param name="cancellationToken">Ends the call; a write under way may still happen.</param>
    /// <exception cref="MeshException">unavailable, reason conversation_contended: others wrote all the while; or what the decision throws.</exception>
    public async Task<T> StepAsync<T>(Func<Task<(T Result, LogWrite? Write)?>> decide, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await decide() is not var (result, write))
            {
                continue;
            }

            if (write is null || await log.WriteAsync(key, write, cancellationToken) == WriteOutcome.Written)
            {
                return result;
            }
        }

        throw ConversationErrors.Contended(key.Id);
    }
}
