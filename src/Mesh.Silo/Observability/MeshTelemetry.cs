using System.Diagnostics.Metrics;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mesh.Silo.Observability;

/// <summary>Metrics in Prometheus' form, traces by OTLP, and health.</summary>
internal static class MeshTelemetry
{
    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OtlpProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    // Label sets an instrument may have before what is over goes into one series; docs/metrics.md adds them up. Their memory is taken at
    // the start, and the runtime's and Orleans' instruments are many with few sets.
    private const int MostHistogramSets = 500;
    private const int MostSets = 2000;
    private const int MostForeignSets = 200;

    /// <summary>Adds the exporters.</summary>
    public static IServiceCollection AddMeshTelemetry(this IServiceCollection services, MeshSettings settings)
    {
        services.AddSingleton<Readiness>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("meshsilo", serviceVersion: MeshInstruments.Version))
            .WithMetrics(metrics => metrics
                .AddMeter(MeshInstruments.MeterName)
                .AddMeter("Microsoft.Orleans")
                .AddRuntimeInstrumentation()
                .AddView(instrument => new MetricStreamConfiguration { CardinalityLimit = MostSetsOf(instrument) })
                .AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));
        if (settings.Otlp is not null || Environment.GetEnvironmentVariable(OtlpVariable) is { Length: > 0 })
        {
            telemetry.WithTracing(traces => traces
                .AddSource("Microsoft.AspNetCore", MeshTraces.SourceName)
                .AddOtlpExporter(exporter => SendTo(exporter, settings.Otlp)));
        }

        return services;
    }

    /// <summary>Maps <c>/metrics</c>, <c>/health/live</c> and <c>/health/ready</c> on the admin door.</summary>
    public static void MapMeshTelemetry(this WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new DoorAttribute(Door.Admin));
        app.MapGet("/health/live", () => Results.Text("live")).WithMetadata(new DoorAttribute(Door.Admin));
        app.MapGet("/health/ready", Ready).WithMetadata(new DoorAttribute(Door.Admin));
    }

    private static int MostSetsOf(Instrument instrument) =>
        instrument.Meter.Name != MeshInstruments.MeterName ? MostForeignSets
        : instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? MostHistogramSets
        : MostSets;

    private static IResult Ready(Readiness readiness) =>
        readiness.Lack is { } lack ? Results.Text(lack, statusCode: 503) : Results.Text($"ready, revision {readiness.Revision}");

    // The exporter reads the variables itself; the option says the same in one word.
    private static void SendTo(OtlpExporterOptions exporter, string? url)
    {
        if (url is null)
        {
            return;
        }

        var grpc = Environment.GetEnvironmentVariable(OtlpProtocolVariable) == "grpc";
        exporter.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = grpc ? new Uri(url) : new Uri($"{url.TrimEnd('/')}/v1/traces");
    }
}
