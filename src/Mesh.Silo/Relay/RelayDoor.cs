using System.Net;
using Mesh.Contracts.Cluster;
using Mesh.Silo.Draining;
using Mesh.Silo.Hosting;
using Mesh.Silo.Observability;

namespace Mesh.Silo.Relay;

/// <summary>
/// The door by which other silos reach this node's engines. Its listener speaks HTTP/2 with the cluster's certificates on both sides
/// and is open on a worker alone; it serves three paths of each engine and nothing else.
/// </summary>
internal static class RelayDoor
{
    /// <summary>Adds its parts to a worker, and finds a port where none is given.</summary>
    public static void AddRelay(this WebApplicationBuilder builder, MeshSettings settings)
    {
        if (!settings.Roles.HasFlag(SiloRole.Worker))
        {
            return;
        }

        settings.Relay ??= $"{IPAddress.Loopback}:{FreePorts.Next()}";
        builder.Services.AddSingleton<RelayedEngines>().AddSingleton<EngineHttp>().AddSingleton<RelayService>().AddSingleton<IDrained, EnginesDrained>();
    }

    /// <summary>
    /// Serves the requests of the relay's listener; nothing on a silo that is no worker. It stands before what the doors of callers need
    /// (ids, keys, routes): a silo needs none of it, and every request would pay for it.
    /// </summary>
    public static void UseRelay(this WebApplication app)
    {
        if (app.Services.GetService<RelayService>() is not { } relay)
        {
            return;
        }

        app.MapWhen(context => context.Features.Get<DoorFeature>()?.Door == Door.Relay, door =>
        {
            door.UseMiddleware<RequestSpans>();
            door.Run(context => ServeAsync(context, relay));
        });
    }

    private static Task ServeAsync(HttpContext context, RelayService relay)
    {
        foreach (var path in RelayPath.All)
        {
            if (path.EngineOf(context.Request) is { } engine)
            {
                context.SetEndpoint(path.Endpoint);
                return relay.ServeAsync(context, engine, path.Asked, path.IsWork);
            }
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
