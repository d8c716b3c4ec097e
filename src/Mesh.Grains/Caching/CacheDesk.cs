using Mesh.Contracts.Caching;
using Mesh.Strategies.Caching;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Mesh.Grains.Caching;

/// <summary>Drops a tenant's kept answers wherever in the cluster they are.</summary>
public sealed partial class CacheDesk
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_sharedPatience = TimeSpan.FromSeconds(60);
    private readonly AnswerCachesClient _silos;
    private readonly HybridAnswerStore _store;
    private readonly IClusterMembershipService _membership;
    private readonly ILogger<CacheDesk> _log;

    internal CacheDesk(AnswerCachesClient silos, HybridAnswerStore store, IClusterMembershipService membership, ILogger<CacheDesk> log) =>
        (_silos, _store, _membership, _log) = (silos, store, membership, log);

    /// <summary>Drops them. An answer that was asked for before is not kept either. What has begun is done, and told in the log, though nobody waits for it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="author">Who wants it, for the log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CacheClearing> ClearAsync(string tenant, string author, CancellationToken cancellationToken)
    {
        var dropping = DropAsync(tenant, author);
        dropping.Ignore();
        return await dropping.WaitAsync(cancellationToken);
    }

    private async Task<CacheClearing> DropAsync(string tenant, string author)
    {
        // The silos first: from then on none takes anything older from the Redis.
        var members = _membership.CurrentSnapshot.Members.Values.Where(m => m.Status == SiloStatus.Active).OrderBy(m => m.Name, StringComparer.Ordinal);
        var silos = await Task.WhenAll(members.Select(async m => new SiloClearing(m.Name, m.SiloAddress.ToParsableString(), await ClearAsync(m.SiloAddress, tenant))));
        var (shared, fault) = await ClearSharedAsync(tenant);
        Cleared(tenant, author, silos.Sum(s => s.Cleared?.Answers ?? 0), silos.Sum(s => s.Cleared?.Questions ?? 0), shared ?? 0, silos.Count(s => s.Cleared is null) + (fault is null ? 0 : 1));
        return new CacheClearing(silos, shared, fault);
    }

    private async Task<ClearedAnswers?> ClearAsync(SiloAddress silo, string tenant)
    {
        try
        {
            return await _silos.At(silo).ClearAsync(tenant).WaitAsync(s_patience);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
        {
            return null;
        }
    }

    private async Task<(long? Shared, string? Fault)> ClearSharedAsync(string tenant)
    {
        using var late = new CancellationTokenSource(s_sharedPatience);
        try
        {
            return (await _store.ClearSharedAsync(CacheKey.TenantPrefix(tenant), late.Token).WaitAsync(late.Token), null);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return (null, "The Redis did not drop them in time; what is left goes with its ttl.");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The kept answers of tenant {Tenant} were dropped by {Author}: {Answers} answers and {Questions} questions in silos, {Shared} answers at the Redis, {Failed} places that could not be reached")]
    private partial void Cleared(string tenant, string author, int answers, int questions, long shared, int failed);
}
