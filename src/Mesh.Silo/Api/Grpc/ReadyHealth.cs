using Mesh.Silo.Observability;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The same word at the gRPC door as at the admin door.</summary>
internal sealed class ReadyHealth(Readiness readiness) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.Lack is { } lack ? HealthCheckResult.Unhealthy(lack) : HealthCheckResult.Healthy());
}
