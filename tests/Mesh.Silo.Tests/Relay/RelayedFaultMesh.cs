using Mesh.Load;
using Mesh.Providers.OpenAI;
using Mesh.Providers.Pipeline;
using Mesh.Silo.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Relay;

/// <summary>The same mesh with the same upstreams, which now are engines behind a worker's relay.</summary>
public sealed class RelayedFaultMesh : FaultMesh
{
    private RelayWorker _worker = null!;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _worker.DisposeAsync();
    }

    internal override async Task<RunningMesh> StartAsync(string catalog)
    {
        _worker = await RelayWorker.StartAsync(new KnownEngines().With("plain", UpstreamRoot).With("refused", RefusingRoot));
        return await RunningMesh.StartAsync(catalog, RelayWorker.Share, services => services
            .AddSingleton<OpenAIProvider>()
            .AddSingleton<IModelProvider>(provider => new RelayedProvider(
                provider.GetRequiredService<OpenAIProvider>(),
                entry => entry.Name is "plain" or "refused" ? _worker.Provider(entry.Name, entry) : null)));
    }
}
