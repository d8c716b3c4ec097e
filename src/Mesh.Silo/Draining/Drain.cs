using Mesh.Grains.Draining;
using Mesh.Silo.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Mesh.Silo.Draining;

/// <summary>How the process leaves without harm to those whom it serves.</summary>
internal static class Drain
{
    // A watching gRPC client learns within the notice that this silo leaves.
    private static readonly TimeSpan s_healthTold = TimeSpan.FromSeconds(1);

    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddDraining(this IServiceCollection services, MeshSettings settings) => services
        .AddSingleton<DoorConnections>()
        .AddSingleton<IDrained, CallersDrained>()
        .AddSingleton<IDrained, TasksDrained>()
        .AddHostedService<DrainService>()
        .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.Shutdown))
        .Configure<HealthCheckPublisherOptions>(health => (health.Delay, health.Period) = (s_healthTold, s_healthTold));

    /// <summary>Tells callers that keep connections over HTTP/1.1 to open their next one elsewhere. An idle one is left: its caller may be about to use it.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var state = app.Services.GetRequiredService<SiloState>();
        app.Use((context, next) =>
        {
            if (state.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
