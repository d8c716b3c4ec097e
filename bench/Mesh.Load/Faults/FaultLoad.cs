using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Testing.Faults;

namespace Mesh.Load.Faults;

/// <summary>
/// Requests of which one in a hundred meets each fault. Faults that take an endpoint out (keys, limits, a closed port) have an
/// endpoint of their own before the pool's, and one request in a hundred asks for it; all others are drawn at the pool's endpoints.
/// </summary>
internal static class FaultLoad
{
    /// <summary>Prompt tokens that the mesh estimates for one of these requests where the upstream does not tell.</summary>
    public const int EstimatedInput = (5 / 4) + 8;

    private const double Share = 0.01;
    private const int PoolSize = 6;
    private const string Refused = "refused";
    private static readonly Fault[] s_outs = [Fault.Status401, Fault.Status403, Fault.Status429, Fault.Status429RetryAfter, Fault.Status503RetryAfter];
    private static readonly string[] s_routes = [.. s_outs.Select(FaultNames.Of), Refused];

    /// <summary>The wish that gives the upstream its faults.</summary>
    public static string Wish { get; } = new JsonObject
    {
        ["faults"] = new JsonObject(
        [
            KeyValuePair.Create("pool", (JsonNode?)new JsonObject(FaultNames.Answered.Except(s_outs).Select(f => KeyValuePair.Create(FaultNames.Of(f), (JsonNode?)Share)))),
            .. s_outs.Select(f => KeyValuePair.Create(FaultNames.Of(f), (JsonNode?)new JsonObject { [FaultNames.Of(f)] = 1.0 })),
        ]),
        ["clear"] = true,
    }.ToJsonString();

    /// <summary>The name that a request asks for.</summary>
    public static string Route(int request) => request % 100 < s_routes.Length ? $"r-{s_routes[request % 100]}" : "r-pool";

    /// <summary>A request's body at the OpenAI door: every other one is a stream.</summary>
    public static string Body(int request) => $$"""{"model":"{{Route(request)}}","stream":{{(IsStream(request) ? "true" : "false")}},"messages":[{"role":"user","content":"hello"}]}""";

    /// <summary>Whether a request asks for a stream.</summary>
    public static bool IsStream(int request) => request / 100 % 2 == 0 == (request % 2 == 0);

    /// <summary>The catalogue.</summary>
    /// <param name="url">The upstream.</param>
    /// <param name="closedPort">A port of loopback on which nobody listens.</param>
    public static string Catalog(string url, int closedPort)
    {
        // A whole answer that never comes holds one of the upstream's places until the total: at 20 s those alone would fill it.
        const string Bounds = "timeouts: { firstFrame: 2s, betweenFrames: 2s, total: 5s }, maxAnswerBytes: 4194304";
        var (models, endpoints, routes) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var i = 0; i < PoolSize; i++)
        {
            endpoints.Append(CultureInfo.InvariantCulture, $"  pool-{i}: {{ provider: u, model: pool, priority: 2, {Bounds} }}\n");
        }

        foreach (var name in s_routes)
        {
            models.Append(CultureInfo.InvariantCulture, $"  {name}: {{ price: {{ in: 1, out: 2 }} }}\n");
            endpoints.Append(CultureInfo.InvariantCulture, $"  e-{name}: {{ provider: {(name == Refused ? "nobody" : "u")}, model: {name}, priority: 1, {Bounds} }}\n");
            routes.Append(CultureInfo.InvariantCulture, $"  r-{name}: {{ balance: priority, candidates: [{name}, pool], deadline: 30s }}\n");
        }

        return $$"""
            providers:
              u: { kind: openai-compatible, baseUrl: "{{url}}" }
              nobody: { kind: openai-compatible, baseUrl: "http://127.0.0.1:{{closedPort}}/v1" }
            models:
              pool: { price: { in: 1, out: 2 } }
            {{models}}
            endpoints:
            {{endpoints}}
            routes:
              r-pool: { candidates: [pool], deadline: 30s }
            {{routes}}
            """;
    }
}
