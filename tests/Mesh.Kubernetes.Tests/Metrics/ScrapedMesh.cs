using System.Text.RegularExpressions;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Kubernetes.Tests.Metrics;

/// <summary>The names and labels on <c>/metrics</c> of a mesh that has answered, failed, moved on, refused and queued.</summary>
internal static partial class ScrapedMesh
{
    private const string Endpoints = """
          refused: { provider: fake, model: m, upstreamModel: refused, priority: 0 }
          failing: { provider: fake, model: f, upstreamModel: failing, priority: 0 }
          spare: { provider: fake, model: f, upstreamModel: up-1, priority: 1 }
          cut: { provider: fake, model: m, upstreamModel: cut }
          single: { provider: fake, model: m, upstreamModel: slow, limits: { concurrency: 1 } }
        routes:
          moving: { balance: priority, candidates: [f] }
        """;

    /// <summary>Series by name, each with the labels that occur.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> SeriesAsync()
    {
        await using var upstream = await FakeUpstream.StartAsync(Answer);
        var catalog = RunningMesh.Catalog(upstream.Url, Endpoints).Replace("endpoints:", "  f: { capabilities: [text] }\nendpoints:", StringComparison.Ordinal);
        await using var mesh = await RunningMesh.StartAsync(catalog);
        foreach (var name in new[] { "m-api", "moving", "moving", "cut", "refused", "refused", "nobody" })
        {
            await AskAsync(mesh, name);
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(mesh, "single")));
        using var http = new HttpClient();
        return Read(await http.GetStringAsync($"{mesh.AdminUrl}/metrics"));
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
        "slow" => ChatReplies.Answer(request, ["a", "b", "c"]) with { FirstDelay = TimeSpan.FromMilliseconds(200) },
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
