using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mesh.Silo.Api.Grpc;

/// <summary>A silo serves once it runs a revision, until it is about to leave.</summary>
internal sealed class CatalogHealth(CatalogView views, SiloState state) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.IsDraining ? HealthCheckResult.Unhealthy("draining")
            : views.Current.Revision > 0 ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("no catalogue yet"));
}
