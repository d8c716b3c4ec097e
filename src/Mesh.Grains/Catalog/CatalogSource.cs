using Mesh.Catalog;
using Mesh.Contracts.Catalog;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Catalog;

/// <summary>Gives the silo its catalogue before the doors open.</summary>
internal sealed class CatalogSource(CatalogView views, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        views.Adopt(new CatalogRevision { Number = 1, Author = "first run", Time = time.GetUtcNow(), Files = [], Diff = [], Document = SimulatedModels.Document });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
