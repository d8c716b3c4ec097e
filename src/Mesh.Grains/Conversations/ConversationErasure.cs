using Mesh.Contracts.Catalog;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;

namespace Mesh.Grains.Conversations;

/// <summary>Deletes conversations, and lets go of what silos and lists still hold of them.</summary>
internal sealed class ConversationErasure(
    IConversationLog log, IRetentionIndex index, ConversationOutbox outbox, CatalogView views, TurnFrames frames, SiloOwners owners, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>Deletes a conversation for a caller.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="by">The id of the caller's key.</param>
    /// <exception cref="MeshException">not_found; conflict, reason legal_hold; unavailable: it may or may not be deleted.</exception>
    public async Task<ConversationDeleted> DeleteAsync(ConversationKey key, string by)
    {
        var policy = Policy();
        return (await EraseAsync(key, DeletionCause.Asked, by, head =>
        {
            RetentionRule.ThrowIfHeld(head, policy);
            return true;
        }))!;
    }

    /// <summary>Deletes a conversation whose time is over; false when it is not, when it is held, or when it was deleted before.</summary>
    /// <exception cref="MeshException">not_found; unavailable: it may or may not be deleted.</exception>
    public async Task<bool> ExpireAsync(ConversationKey key)
    {
        var policy = Policy();
        return await EraseAsync(key, DeletionCause.Retention, "", head => RetentionRule.IsOver(head, policy, time.GetUtcNow())) is { IsNew: true };
    }

    // A silo that knows no catalogue yet does not know who is held.
    private RetentionPolicy Policy() => views.Current is { Revision: > 0 } view
        ? view.Document.Conversations.Retention
        : throw new MeshException(new MeshError
        {
            Code = MeshErrorCode.Unavailable,
            Reason = "starting",
            Message = "This silo has not read the catalogue yet and deletes nothing until it has. Ask again.",
            RetryAfter = TimeSpan.FromSeconds(1),
        });

    private async Task<ConversationDeleted?> EraseAsync(ConversationKey key, DeletionCause cause, string by, Func<ConversationHead, bool> isWanted)
    {
        NotRemoved[] remains = index.Leftover is { } leftover ? [new NotRemoved("store_log", leftover)] : [];
        var erasure = await new ErasureEngine(key, log, time).DeleteAsync(new ErasureOrder(cause, by, remains), isWanted, CancellationToken.None);
        if (erasure is not { Deleted: { IsNew: true, Report: { } report } deleted })
        {
            return erasure?.Deleted;
        }

        instruments.Deleted(cause);
        return deleted with { Report = report with { NotRemoved = [.. report.NotRemoved, .. await FramesAsync(key, erasure.Owners), .. await ListAsync(key)] } };
    }

    private async Task<IEnumerable<NotRemoved>> FramesAsync(ConversationKey key, IReadOnlyCollection<string> holders)
    {
        var left = new List<NotRemoved>();
        foreach (var owner in holders.Where(o => !owners.IsDead(o)))
        {
            if (!await frames.EraseAsync(owner, key))
            {
                left.Add(new NotRemoved("live_frames", $"Silo {owner} could not be reached: frames of the last turns may stay in its memory for two minutes after their end."));
            }
        }

        return left;
    }

    // What happened is told on now, so that the conversation is out of the list when its caller is answered.
    private async Task<NotRemoved[]> ListAsync(ConversationKey key)
    {
        try
        {
            await outbox.TellOnAsync(key, CancellationToken.None);
            return [];
        }
        catch (MeshException)
        {
            return [new NotRemoved("list_entry", "The tenant's list could not be reached: title and metadata go from it as soon as it can, within 10 s of that.")];
        }
    }
}
