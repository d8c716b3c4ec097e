using System.Text;
using System.Text.RegularExpressions;
using Mesh.Load;
using Mesh.Routing.Tests.Learning;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using Mesh.Testing.Engines;
using Mesh.Testing.Tools;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Observability;

/// <summary>Twenty-five models meet every class of error; what docs/metrics.md says of families, labels and budget must hold.</summary>
[Collection(CountingAlone.Name)]
public sealed partial class CardinalityTests : IDisposable
{
    private const int Models = 25;
    private const int Budget = 6000;
    private const string Moves = "moves";

    private static readonly string[] s_labels =
    [
        "answer", "cause", "class", "door", "endpoint", "engine", "error_type", "figure", "gauge", "gen_ai_operation_name", "gen_ai_original_model", "gen_ai_provider_name",
        "gen_ai_request_model", "gen_ai_token_type", "kind", "le", "limit", "outcome", "percentile", "queue", "reason", "result", "route", "rule", "server", "state", "version",
    ];

    private static readonly string[] s_errors =
    [
        "cancelled", "content_refused", "deadline_exceeded", "internal", "interrupted", "invalid_request", "no_capacity", "not_found",
        "permission_denied", "quota_exhausted", "unauthenticated", "unavailable", "upstream_failed",
    ];

    // Each word is what the fake upstream does when a prompt holds it.
    private static readonly Dictionary<string, UpstreamReply> s_faults = new()
    {
        ["rejected"] = UpstreamReply.Json("""{"error":{"message":"no","type":"invalid_request_error"}}""", 400),
        ["context"] = UpstreamReply.Json("""{"error":{"message":"no","code":"context_length_exceeded"}}""", 400),
        ["refused"] = UpstreamReply.Json("""{"error":{"message":"no","code":"content_filter"}}""", 400),
        ["credentials"] = UpstreamReply.Json("{}", 401),
        ["missing"] = UpstreamReply.Json("""{"error":{"message":"no","code":"model_not_found"}}""", 404),
        ["spent"] = UpstreamReply.Json("""{"error":{"message":"no","code":"insufficient_quota"}}""", 429),
        ["interrupted"] = UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset },
        ["malformed"] = UpstreamReply.Json("not json"),
        ["failed"] = UpstreamReply.Json("{}", 500),
        ["broken"] = new UpstreamReply { Ending = UpstreamEnding.Reset },
        ["late"] = UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Silence },
        ["silent"] = new UpstreamReply { FirstDelay = TimeSpan.FromMinutes(5) },
        ["limited"] = UpstreamReply.Json("""{"error":{"message":"no","code":"rate_limit_exceeded"}}""", 429),
    };

    // After each of these the endpoint is out for a while: it comes last, and each model has one of them.
    private static readonly string[] s_last = ["limited", "credentials", "spent"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-cardinality-");
    private int _tardy;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Series_TwentyFiveModelsEveryErrorClass_StayUnderTheBudget()
    {
        await using var upstream = await FakeUpstream.StartAsync(Answer);
        await using var tools = await FakeToolServer.StartAsync(new FakeTool("say", _ => FakeToolReply.Of("yes")), new FakeTool("pinned", _ => FakeToolReply.Of("no")));
        await using var full = new FakeEngine(FakeEngineKind.Vllm, ["m"]);
        await using var mute = new FakeEngine(FakeEngineKind.LlamaCpp, ["m"]) { Metrics = FakeEngineMetrics.Off };
        var router = Path.Combine(_folder.FullName, "router.bin");
        await File.WriteAllBytesAsync(router, MadeRouter.Train("m00", "m01").ToBytes());
        await using var mesh = await RunningMesh.StartAsync(Catalog(upstream.Url, tools.Url) + $"router: {{ artifact: \"{router}\", record: true }}\n", settings => (settings.Role, settings.Engines) = ("edge,worker", $"{full.Root},{mute.Root}"));

        await AskAsync(mesh, "kept", "fine");
        await AskAsync(mesh, "kept", "fine");
        await AskAsync(mesh, "alike", "fine");
        await AskAsync(mesh, "planned", "fine");
        await AskAsync(mesh, "assisted", "fine");
        await AskAsync(mesh, "handed", "fine");
        await SubmitAsync(mesh);
        await CrowdAsync(mesh);
        await HedgeAsync(mesh);
        await JudgeAsync(mesh);
        await AskAsync(mesh, "m00", Moves, more: ",\"models\":[\"m01\"]");
        await Parallel.ForEachAsync(Enumerable.Range(0, Models), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (model, _) => await DriveAsync(mesh, $"m{model:00}", s_last[model % s_last.Length]));
        await AskAsync(mesh, "nobody", "fine");
        await AskAsync(mesh, "auto", "fine");
        await ForgetAsync(mesh);

        var scrape = await Scrape.OfAsync(mesh);

        // What is told behind an answer may come late.
        for (var looks = 0; looks < 100 && !Documented().SequenceEqual(Told(scrape)); looks++)
        {
            scrape = await Scrape.OfAsync(mesh);
        }

        Assert.InRange(scrape.Series.Count, 1000, Budget);
        Assert.Subset(s_labels.ToHashSet(), scrape.LabelNames().ToHashSet());
        Assert.Subset(s_errors.ToHashSet(), scrape.LabelValues("error_type").ToHashSet());
        Assert.Superset(new HashSet<string> { "cancelled", "content_refused", "deadline_exceeded", "interrupted", "invalid_request", "no_capacity", "not_found", "quota_exhausted", "upstream_failed" }, scrape.LabelValues("error_type").ToHashSet());
        Assert.DoesNotContain("otel_metric_overflow", scrape.Text, StringComparison.Ordinal);
        Assert.Equal(Documented(), Told(scrape));
    }

    private static IEnumerable<string> Told(Scrape scrape) => scrape.Families.Select(f => $"{f.Key} {f.Value}").Order(StringComparer.Ordinal);

    // A choice between models by a rule, of which the learned router is asked, and what is said of its answer.
    private static async Task JudgeAsync(RunningMesh mesh)
    {
        using var response = await mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("auto"));
        await response.Content.ReadAsStringAsync();

        // A caller has its answer a moment before the silo has noted who gave it.
        var isCounted = false;
        for (var tries = 0; !isCounted && tries < 50; tries++)
        {
            using var feedback = await mesh.PostAsync("/v1/feedback", $$"""{"decision":"{{response.Header("x-mesh-decision")}}","score":1,"task":"chat"}""");
            isCounted = (await feedback.Content.ReadAsStringAsync()).Contains("\"counted\":true", StringComparison.Ordinal);
            await Task.Delay(isCounted ? 0 : 100);
        }

        Assert.True(isCounted, "the judgement");
    }

    private static async Task SubmitAsync(RunningMesh mesh)
    {
        await using var caller = GrpcCaller.Open(mesh);
        var tasks = new V1.TaskService.TaskServiceClient(caller.Channel);
        var task = await tasks.SubmitTaskAsync(new V1.SubmitTaskRequest { Chat = GrpcCaller.Ask("planned", "fine") });
        using var watch = tasks.WatchTask(new V1.WatchTaskRequest { Id = task.Id });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None))
        {
        }
    }

    // A conversation that is deleted; what retention finds is told once a shard has been looked at.
    private static async Task ForgetAsync(RunningMesh mesh)
    {
        await using var caller = GrpcCaller.Open(mesh);
        await caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1" });
        await caller.Conversations.DeleteConversationAsync(new V1.DeleteConversationRequest { Id = "c1" });
    }

    // Once both endpoints are known, an answer that does not come is asked for at the other one too, or the budget for that is spent.
    private static async Task HedgeAsync(RunningMesh mesh)
    {
        for (var i = 0; i < 100; i++)
        {
            await AskAsync(mesh, "kept", $"fine {i}");
        }

        await AskAsync(mesh, "kept", "tardy", timeout: 10_000);
    }

    private static async Task DriveAsync(RunningMesh mesh, string model, string last)
    {
        await AskAsync(mesh, model, "fine");
        await AskAsync(mesh, model, "fine", streamed: false);
        await AskAsync(mesh, model, "fine", more: ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");
        using (var embeddings = await mesh.PostAsync("/v1/embeddings", $$"""{"model":"{{model}}","input":"a"}"""))
        {
            await embeddings.Content.ReadAsStringAsync();
        }

        await LeaveAsync(mesh, model);
        foreach (var fault in s_faults.Keys.Except(s_last).Append(last))
        {
            await AskAsync(mesh, model, fault, timeout: fault is "late" or "silent" ? 300 : null);

            // An answer between them, lest the circuit opens.
            await AskAsync(mesh, model, "fine");
        }

        // The endpoint cools down or is taken out now, so that nobody is left to ask.
        await AskAsync(mesh, model, "fine");
    }

    // One has the place, one waits and gets it once the first has left, the others are refused.
    private static async Task CrowdAsync(RunningMesh mesh)
    {
        var first = await mesh.PostAsync("/v1/chat/completions", """{"model":"crowded","stream":true,"messages":[{"role":"user","content":"late"}]}""");
        var others = Enumerable.Range(0, 5).Select(_ => AskAsync(mesh, "crowded", "fine")).ToList();
        for (var refused = 0; refused < 4; refused++)
        {
            others.Remove(await Task.WhenAny(others));
        }

        first.Dispose();
        await Task.WhenAll(others);
    }

    private static async Task AskAsync(RunningMesh mesh, string model, string word, bool streamed = true, string more = "", int? timeout = null)
    {
        var body = $$"""{"model":"{{model}}","stream":{{(streamed ? "true" : "false")}},"messages":[{"role":"user","content":"{{word}}"}]{{more}}}""";
        (string, string)[] headers = timeout is { } milliseconds ? [("x-mesh-timeout-ms", $"{milliseconds}")] : [];
        using var response = await mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(body), headers);
        await response.Content.ReadAsStringAsync();
    }

    private static async Task LeaveAsync(RunningMesh mesh, string model)
    {
        var body = $$"""{"model":"{{model}}","stream":true,"messages":[{"role":"user","content":"late"}]}""";
        using var response = await mesh.PostAsync("/v1/chat/completions", body);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[5]);
    }

    private UpstreamReply Answer(UpstreamRequest request) =>
        request.Path.EndsWith("embeddings", StringComparison.Ordinal) ? UpstreamReply.Json("""{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""")
        : request.Json["tools"]?.ToJsonString().Contains("\"say\"", StringComparison.Ordinal) == true ? request.Json["messages"]!.AsArray()[^1]!["role"]!.GetValue<string>() == "tool" ? ChatReplies.Answer(request, ["a"]) : ChatReplies.Calls(request, [("c", "say", "{}")])
        : request.Model == "m00" && Word(request) == Moves ? s_faults["failed"]
        : Word(request) == "tardy" && Interlocked.Increment(ref _tardy) == 1 ? s_faults["silent"]
        : s_faults.TryGetValue(Word(request), out var fault) ? fault
        : ChatReplies.Answer(request, ["a", "b", "c"]);

    private static string Word(UpstreamRequest request) => request.Json["messages"]![0]!["content"]!.GetValue<string>();

    // No tools for any model but one, so that each can be asked for what it cannot do.
    private static string Catalog(string url, string tools)
    {
        var text = new StringBuilder($"providers:\n  fake: {{ kind: openai-compatible, baseUrl: \"{url}\" }}\nmodels:\n");
        for (var i = 0; i < Models; i++)
        {
            text.Append($"  m{i:00}: {{ capabilities: [text, embeddings{(i == Models - 2 ? ", tools" : "")}], price: {{ in: 1, out: 2 }}, queue: {{ length: 1 }} }}\n");
        }

        text.Append($"toolServers:\n  s: {{ url: \"{tools}\", tools: all, pins: {{ pinned: \"sha256:{new string('0', 64)}\" }} }}\nendpoints:\n");
        for (var i = 0; i < Models; i++)
        {
            text.Append($"  e{i:00}: {{ provider: fake, model: m{i:00}, limits: {{ rpm: 1000000, tpm: 1000000000, concurrency: 8 }} }}\n");
        }

        text.Append("  crowded: { provider: fake, model: m24, limits: { concurrency: 1 } }\n");
        return text.Append("routes:\n  auto: { candidates: [\"*\"], rules: [{ name: always, then: { prefer: best } }] }\n  kept: { candidates: [m24], hedge: true, cache: { exact: { ttl: 10m } } }\n  alike: { candidates: [m24], cache: { semantic: { embedding: m24, ttl: 10m } } }\n  planned: { plan: { fallback: [{ model: m24 }] } }\n  assisted: { plan: { tools: { of: { model: m23 }, servers: [{ server: s }] } } }\n  handed: { plan: { escalate: { wait: handle } } }\n").ToString();
    }

    // The rows of the table: | `name` | type | ...
    private static IEnumerable<string> Documented() => Rows()
        .Matches(File.ReadAllText(Path.Combine(TestData.Root, "docs", "metrics.md")))
        .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}")
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `([a-z_]+)` \| (counter|gauge|histogram) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
