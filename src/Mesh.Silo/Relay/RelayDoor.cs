using System.Net;
using Mesh.Contracts.Cluster;
using Mesh.Silo.Draining;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Relay;

/// <summary>
/// The door by which other silos reach this node's engines. Its listener speaks HTTP/2 with the cluster's certificates on both sides
/// and is open on a worker alone; it serves three paths of each engine and nothing else.
/// </summary>
internal static class RelayDoor
{
    private const string Path = "/relay/{engine}/v1/";
    private static readonly string[] s_posts = ["chat/completions", "embeddings"];

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

    /// <summary>Maps its paths where there is one.</summary>
    public static void MapRelay(this WebApplication app)
    {
        if (app.Services.GetService<RelayService>() is not { } relay)
        {
            return;
        }

        var door = app.MapGroup(Path).WithMetadata(new DoorAttribute(Door.Relay));
        foreach (var path in s_posts)
        {
            door.MapPost(path, (HttpContext context, string engine) => relay.ServeAsync(context, engine, $"/v1/{path}", isWork: true));
        }

        door.MapGet("models", (HttpContext context, string engine) => relay.ServeAsync(context, engine, "/v1/models", isWork: false));
    }
}
