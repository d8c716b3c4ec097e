using System.Text.RegularExpressions;
using Mesh.Load;
using Mesh.Testing;
using Mesh.Testing.Engines;

namespace Mesh.Kubernetes.Tests.Metrics;

/// <summary>The names and labels on <c>/metrics</c> of a silo, edge and worker in one, that has answered, failed, moved on, refused and queued.</summary>
internal static partial class ScrapedMesh
{
    // The last that a worker finds out of its engine.
    private const string Measured = "meshsilo_engine_queue_seconds";
    private const string Endpoints = """
          refused: { provider: fake, model: m, upstreamModel: refused, priority: 0 }
          failing: { provider: fake, model: f, upstreamModel: failing, priority: 0 }
          spare: { provider: fake, model: f, upstreamModel: up-1, priority: 1 }
          cut: { provider: fake, model: m, upstreamModel: cut }
          single: { provider: fake, model: m, upstreamModel: slow, limits: { concurrency: 1 } }
        routes:
          moving: { balance: priority, candidates: [f] }
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Series by name, each with the labels that occur.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> SeriesAsync()
    {
        await using var upstream = await FakeUpstream.StartAsync(Answer);
        var catalog = RunningMesh.Catalog(upstream.Url, Endpoints).Replace("endpoints:", "  f: { capabilities: [text] }\nendpoints:", StringComparison.Ordinal);
        await using var engine = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        await using var mesh = await RunningMesh.StartAsync(catalog, settings => (settings.Role, settings.Engines) = ("edge,worker", engine.Root));
        foreach (var name in new[] { "m-api", "moving", "moving", "cut", "refused", "refused", "nobody" })
        {
            await AskAsync(mesh, name);
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(mesh, "single")));
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(s_patience);
        var series = Read(await http.GetStringAsync($"{mesh.AdminUrl}/metrics", patience.Token));
        while (!series.ContainsKey(Measured))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
            series = Read(await http.GetStringAsync($"{mesh.AdminUrl}/metrics", patience.Token));
        }

        return series;
    }

    private static async Task AskAsync(RunningMesh mesh, string model)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"hello"}]}""");
        await response.Content.ReadAsStringAsync();
    }

    private static UpstreamReply Answer(UpstreamRequest request) => request.Model switch
    {
        "refused" => UpstreamReply.Json("{}", 401),
        "failing" => UpstreamReply.Json("{}", 500),
        "cut" => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset },

        // Long enough that those who ask with it come while it is under way, and short enough that they wait for it.
        "slow" => ChatReplies.Answer(request, ["a", "b", "c"]) with { FirstDelay = TimeSpan.FromSeconds(1.5) },
        _ => ChatReplies.Answer(request, ["a", "b", "c"]),
    };

    private static Dictionary<string, IReadOnlySet<string>> Read(string text)
    {
        var series = new Dictionary<string, IReadOnlySet<string>>();
        foreach (Match line in Series().Matches(text))
        {
            var labels = Labels().Matches(line.Groups[2].Value).Select(m => m.Groups[1].Value);
            series[line.Groups[1].Value] = series.GetValueOrDefault(line.Groups[1].Value, new HashSet<string>()).Union(labels).ToHashSet();
        }

        return series;
    }

    [GeneratedRegex(@"^([a-zA-Z_][a-zA-Z0-9_]*)(\{.*\})? ", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Labels();
}
