using Mesh.Contracts.Caching;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Caching.Semantic;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Caching;

/// <summary>Drops this silo's kept answers when another one says so.</summary>
internal sealed class AnswerCaches(GrainId id, Silo silo, ILoggerFactory loggers, HybridAnswerStore store, SemanticIndex index) : GrainService(id, silo, loggers), IAnswerCaches
{
    public Task<ClearedAnswers> ClearAsync(string tenant) => Task.FromResult(new ClearedAnswers(store.Clear(CacheKey.TenantPrefix(tenant)), index.Clear(tenant)));
}
