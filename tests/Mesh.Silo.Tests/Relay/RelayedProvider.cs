using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Providers.OpenAI;
using Mesh.Providers.Pipeline;

namespace Mesh.Silo.Tests.Relay;

/// <summary>Sends what would go to an upstream to a worker's relay before it, so that both ways can be held against each other.</summary>
/// <param name="provider">Who speaks to both.</param>
/// <param name="relayed">How a provider of the catalogue is reached through the relay; null where it is not.</param>
internal sealed class RelayedProvider(OpenAIProvider provider, Func<ProviderEntry, ProviderEntry?> relayed) : IModelProvider
{
    public bool Serves(ProviderKind kind) => provider.Serves(kind);

    public Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken) => provider.ChatAsync(Through(target), task, cancellationToken);

    public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken) => provider.EmbedAsync(Through(target), task, cancellationToken);

    public Task<bool?> ProbeAsync(UpstreamTarget target, CancellationToken cancellationToken) => provider.ProbeAsync(Through(target), cancellationToken);

    private UpstreamTarget Through(UpstreamTarget target) => relayed(target.Provider) is { } relay ? target with { Provider = relay } : target;
}
