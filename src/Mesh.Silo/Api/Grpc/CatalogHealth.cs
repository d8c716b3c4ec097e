using Mesh.Grains.Catalog;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mesh.Silo.Api.Grpc;

/// <summary>A silo serves once it runs a revision.</summary>
internal sealed class CatalogHealth(CatalogView views) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(views.Current.Revision > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no catalogue yet"));
}
