using System.Globalization;
using Mesh.Cli.Terminals;
using Mesh.Client;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Silos;

/// <summary>Silos as people and as programs read them.</summary>
internal static class SiloFigures
{
    /// <summary>The table's columns.</summary>
    public static Column[] Columns { get; } =
        ["silo", "roles", "node", "state", Column.Number("revision"), Column.Number("in flight"), "started (UTC)", "engines"];

    /// <summary>Reads all of them.</summary>
    public static Task<IReadOnlyList<V1.Silo>> ReadAsync(MeshAdminConnection admin, CancellationToken cancellationToken, DateTime? deadline = null) =>
        Pages.AllAsync<V1.Silo>(async page =>
        {
            var response = await admin.Cluster.ListSilosAsync(new V1.ListSilosRequest { PageSize = Pages.Size, PageToken = page }, deadline: deadline, cancellationToken: cancellationToken);
            return (response.Silos, response.NextPageToken);
        });

    /// <summary>A silo's row.</summary>
    public static string[] Row(V1.Silo silo) =>
    [
        silo.Asked ? $"{silo.Name} (asked)" : silo.Name,
        string.Join(' ', silo.Roles),
        silo.Node,
        State(silo),
        silo.Revision.ToString(CultureInfo.InvariantCulture),
        Numbers.Count(silo.InFlight),
        silo.StartTime?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "?",
        string.Join(", ", silo.Engines.Select(Engine)),
    ];

    /// <summary>A silo for JSON.</summary>
    public static object Plain(V1.Silo silo) => new
    {
        silo.Name,
        silo.Address,
        roles = silo.Roles,
        silo.Node,
        state = State(silo),
        silo.Revision,
        silo.Draining,
        silo.InFlight,
        startTime = silo.StartTime?.ToDateTimeOffset(),
        silo.AgeSeconds,
        silo.Asked,
        engines = silo.Engines.Select(Plain),
    };

    private static string State(V1.Silo silo) => silo.Draining ? "draining" : silo.AgeSeconds > 1 ? "silent" : "serving";

    private static string Engine(V1.Engine engine) =>
        engine.Models.Count == 0 ? $"{engine.Name} {engine.State}" : $"{engine.Name} {engine.State} ({string.Join(", ", engine.Models.Take(3))}{(engine.Models.Count > 3 ? ", ..." : "")})";

    private static object Plain(V1.Engine engine) => new
    {
        engine.Name,
        kind = engine.Kind.Length == 0 ? null : engine.Kind,
        engine.State,
        reason = engine.Reason.Length == 0 ? null : engine.Reason,
        models = engine.Models,
        engine.InFlight,
        concurrency = engine.HasConcurrency ? engine.Concurrency : (int?)null,
        running = engine.HasRunning ? engine.Running : (int?)null,
        waiting = engine.HasWaiting ? engine.Waiting : (int?)null,
        cacheUse = engine.HasCacheUse ? engine.CacheUse : (double?)null,
        prefillTokensPerSecond = engine.HasPrefillTokensPerSecond ? engine.PrefillTokensPerSecond : (double?)null,
        accelerator = engine.Accelerator.Length == 0 ? null : engine.Accelerator,
    };
}
