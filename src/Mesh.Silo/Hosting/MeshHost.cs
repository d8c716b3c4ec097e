using Mesh.Grains.Access;
using Mesh.Grains.Hosting;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Grpc;
using Mesh.Silo.Api.OpenAI;
using Mesh.Silo.Api.Requests;
using Mesh.Silo.Draining;
using Mesh.Silo.Observability;
using Mesh.Silo.Relay;

namespace Mesh.Silo.Hosting;

/// <summary>Puts the process together.</summary>
internal static class MeshHost
{
    /// <summary>Builds the process.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="services">Adds services that take the place of the usual ones, such as a clock.</param>
    public static WebApplication Build(MeshSettings settings, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        services?.Invoke(builder.Services);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);

        // They warn of a garbage collector chosen on purpose, and at the start of a stall since the machine's own.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error).AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // It would log an error every second for as long as the silo drains.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        // It would log the words of every error, which may be an upstream's and quote the prompt.
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        builder.AddRelay(settings);
        builder.AddListeners(settings);
        builder.Services.AddSingleton(settings).AddAccess().AddOpenAIDoor().AddGrpcDoor().AddSingleton<Defects>().AddSingleton<WriteDeadline>().AddSingleton<SentPlans>().AddDraining(settings).AddMeshTelemetry(settings);
        builder.Host.UseOrleans(silo => silo
            .UseMeshCluster(settings)
            .AddMesh(settings.Apply));
        return builder.Build();
    }

    /// <summary>Maps the doors.</summary>
    public static WebApplication MapDoors(this WebApplication app)
    {
        // First, so that the relay names no requests: an id in its answers is the engine's.
        app.UseRelay();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<RequestSpans>();
        app.UseDraining();
        app.UseRouting();
        app.UseDoors();
        app.UseMiddleware<CallerAuthentication>();
        app.MapOpenAIDoor();
        app.MapGrpcDoor();
        app.MapMeshTelemetry();
        return app;
    }

    private static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<KeySource>()
        .AddHostedService(provider => provider.GetRequiredService<KeySource>())
        .AddSingleton<CallerCheck>()
        .AddSingleton<ICallerStanding, KeyStanding>()
        .AddSingleton<DoorCertificate>();
}
