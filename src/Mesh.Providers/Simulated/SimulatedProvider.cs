using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Providers.Mapping;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Simulated;

/// <summary>Models that live in the process, so that a first run needs no key. Every answer says that it is simulated.</summary>
/// <param name="time">The clock that latencies run on.</param>
/// <param name="draw">Numbers from 0 to 1, for failures; safe from any thread.</param>
public sealed class SimulatedProvider(TimeProvider time, Func<double> draw) : ChatClientProvider
{
    /// <inheritdoc/>
    public override bool Serves(ProviderKind kind) => kind == ProviderKind.Simulated;

    /// <inheritdoc/>
    protected override UsageSource UsageSource => UsageSource.Estimated;

    /// <inheritdoc/>
    protected override bool TakesTokenLists => true;

    /// <inheritdoc/>
    protected override IChatClient Client(UpstreamTarget target) =>
        new SimulatedChatClient(target.Model.Name, target.Model.Simulated ?? new SimulatedBehavior(), time, draw);

    /// <inheritdoc/>
    protected override IEmbeddingGenerator<string, Embedding<float>> Generator(UpstreamTarget target) =>
        new SimulatedEmbeddings(target.Model.EmbeddingDimensions ?? 64);
}
