using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;

namespace Mesh.Providers.Pipeline;

/// <summary>
/// One wire protocol. Thread-safe; holds no state of a request. It makes one attempt at one upstream and never retries:
/// retries belong to the plan.
/// </summary>
public interface IModelProvider
{
    /// <summary>The kind of catalogue entry that it serves.</summary>
    bool Serves(ProviderKind kind);

    /// <summary>Sends a chat. Returns when the upstream has accepted it (its response headers are here).</summary>
    /// <exception cref="UpstreamException">The upstream refused or could not be reached.</exception>
    Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken);

    /// <summary>Turns texts into vectors.</summary>
    /// <exception cref="UpstreamException">The upstream refused or could not be reached.</exception>
    Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken);

    /// <summary>Asks an upstream for a sign of life that costs nothing: true when it answers, false when it does not.</summary>
    /// <returns>Null when the protocol has no such question, or it cannot be put.</returns>
    Task<bool?> ProbeAsync(UpstreamTarget target, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);
}
