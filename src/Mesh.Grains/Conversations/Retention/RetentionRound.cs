using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Retention;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Grains.Access;
using Mesh.Grains.Catalog;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Retention;

/// <summary>
/// Rounds of one shard: at most <see cref="MostDeleted"/> deletions and as many tombstones in each, tenants by turns. What is due is asked of
/// the store every time and looked at again by the conversation itself, so that a round may stop anywhere and be done twice.
/// </summary>
internal sealed partial class RetentionRound(
    IRetentionIndex index, IConversationLog log, ConversationOutbox outbox, TenantGrains grains, CatalogView views, TimeProvider time, ILogger<RetentionRound> logger)
{
    /// <summary>Most deletions in one round, and most tombstones that go.</summary>
    public const int MostDeleted = 256;

    /// <summary>Most tenants in one round; the next one goes on behind them.</summary>
    public const int MostTenants = 256;

    /// <summary>How long a round begins further deletions.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // More than may be deleted, so that those which cannot be are no wall before the others until they are three times as many.
    private const int MostLooked = RetentionRange.MostRead;

    // The tenant after which each lane goes on. Lost with the activation, and then it begins anew.
    private readonly Dictionary<RetentionLane, string> _after = [];

    /// <summary>Does a round; nothing while the silo has no catalogue, and so does not know who is held.</summary>
    /// <exception cref="MeshException">unavailable: the store is out of reach.</exception>
    public async Task<RetentionTally> RunAsync(int shard, CancellationToken cancellationToken)
    {
        if (views.Current.Revision == 0)
        {
            return new RetentionTally(0, 0, 0, 0);
        }

        var (deleted, due, began) = (0, 0L, time.GetTimestamp());
        foreach (var lane in (RetentionLane[])[RetentionLane.Idle, RetentionLane.Expiring])
        {
            var (went, left) = await LaneAsync(shard, lane, new Budget(MostDeleted - deleted, began), ExpireAsync, cancellationToken);
            (deleted, due) = (deleted + went, due + left);
        }

        var (purged, _) = await LaneAsync(shard, RetentionLane.Tombstone, new Budget(MostDeleted, began), PurgeAsync, cancellationToken);
        return new RetentionTally(deleted, due, await index.CountAsync(shard, RetentionLane.Held, cancellationToken), purged);
    }

    private async Task<(int Went, long Left)> LaneAsync(int shard, RetentionLane lane, Budget budget, Func<ConversationKey, CancellationToken, Task<bool>> act, CancellationToken cancellationToken)
    {
        var (went, left) = (0, 0L);
        var tenants = await TenantsAsync(shard, lane, cancellationToken);
        var next = tenants.Count < MostTenants ? "" : tenants[^1];
        foreach (var tenant in tenants)
        {
            if (Until(lane, tenant) is not { } until)
            {
                continue;
            }

            foreach (var key in await index.ReadAsync(new RetentionRange(shard, lane, tenant, until, MostLooked), cancellationToken))
            {
                if (IsLeft(budget, went) && await IsDoneAsync(key, act, cancellationToken))
                {
                    went++;
                }
                else
                {
                    left++;
                }
            }

            if (!IsLeft(budget, went))
            {
                // Whoever has the most does not keep the others waiting: the next round begins behind it.
                next = tenant;
                break;
            }
        }

        _after[lane] = next;
        return (went, left);
    }

    private async Task<IReadOnlyList<string>> TenantsAsync(int shard, RetentionLane lane, CancellationToken cancellationToken)
    {
        var after = _after.GetValueOrDefault(lane, "");
        var tenants = await index.ReadTenantsAsync(shard, lane, after, MostTenants, cancellationToken);
        return tenants.Count > 0 || after.Length == 0 ? tenants : await index.ReadTenantsAsync(shard, lane, "", MostTenants, cancellationToken);
    }

    private bool IsLeft(Budget budget, int went) => went < budget.Most && time.GetElapsedTime(budget.Began) < Longest;

    // Up to which time what is in a lane is due; null when nothing of the tenant is.
    private DateTimeOffset? Until(RetentionLane lane, string tenant)
    {
        var (now, policy) = (time.GetUtcNow(), views.Current.Document.Conversations.Retention);
        return lane switch
        {
            RetentionLane.Tombstone => now - RetentionRule.TombstoneLife,
            _ when policy.Holds(tenant) => null,
            RetentionLane.Expiring => now,
            _ => policy.AfterOf(tenant) is { } after ? now - after : null,
        };
    }

    private async Task<bool> IsDoneAsync(ConversationKey key, Func<ConversationKey, CancellationToken, Task<bool>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act(key, cancellationToken);
        }
        catch (MeshException e) when (e.Error.Reason is "conversation_regressed" or "conversation_contended" or "conversation_not_found")
        {
            // One that cannot be deleted holds up no other.
            LogNotDeleted(e.Error.Reason);
            return false;
        }
    }

    private Task<bool> ExpireAsync(ConversationKey key, CancellationToken cancellationToken) =>
        grains.CallAsync<IConversationGrain, bool>(new TenantKey(key.Tenant, key.Id), key.Id, c => c.ExpireAsync());

    private async Task<bool> PurgeAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        // What nobody has heard of yet is told first: after it nothing is left that could tell.
        if (await log.ReadHeadAsync(key, cancellationToken) is not { DeletedAt: not null } tombstone || !await outbox.TellOnAsync(key, cancellationToken))
        {
            return false;
        }

        await outbox.ForgetAsync(key, cancellationToken);
        return await index.PurgeAsync(key, tombstone, cancellationToken);
    }

    private readonly record struct Budget(int Most, long Began);

    [LoggerMessage(1, LogLevel.Warning, "A conversation whose time is over could not be deleted: {Reason}")]
    private partial void LogNotDeleted(string reason);
}
