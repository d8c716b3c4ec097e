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

    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddRelay(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        return services.AddSingleton<RelayedEngines>().AddSingleton<EngineHttp>().AddSingleton<RelayService>().AddSingleton<IDrained, EnginesDrained>();
    }

    /// <summary>Maps its paths.</summary>
    public static void MapRelay(this WebApplication app)
    {
        var door = app.MapGroup(Path).WithMetadata(new DoorAttribute(Door.Relay));
        foreach (var path in s_posts)
        {
            door.MapPost(path, (RelayService relay, HttpContext context, string engine) => relay.ServeAsync(context, engine, $"/v1/{path}", isWork: true));
        }

        door.MapGet("models", (RelayService relay, HttpContext context, string engine) => relay.ServeAsync(context, engine, "/v1/models", isWork: false));
    }
}
