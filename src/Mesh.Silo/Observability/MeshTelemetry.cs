using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Hosting;
using OpenTelemetry.Metrics;

namespace Mesh.Silo.Observability;

/// <summary>Metrics in Prometheus' form, and health.</summary>
internal static class MeshTelemetry
{
    /// <summary>Adds the exporters.</summary>
    public static IServiceCollection AddMeshTelemetry(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(MeshInstruments.MeterName)
            .AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));
        return services;
    }

    /// <summary>Maps <c>/metrics</c>, <c>/health/live</c> and <c>/health/ready</c> on the admin door.</summary>
    public static void MapMeshTelemetry(this WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new DoorAttribute(Door.Admin));
        app.MapGet("/health/live", () => Results.Text("live")).WithMetadata(new DoorAttribute(Door.Admin));
        app.MapGet("/health/ready", (CatalogView views) => views.Current.Revision > 0
            ? Results.Text($"ready, revision {views.Current.Revision}")
            : Results.Text("no catalogue yet", statusCode: 503)).WithMetadata(new DoorAttribute(Door.Admin));
    }
}
