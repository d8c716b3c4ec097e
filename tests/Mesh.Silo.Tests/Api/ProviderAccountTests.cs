using System.Net;
using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api;

/// <summary>What the provider finds out about an answer, as a caller sees it.</summary>
public sealed class ProviderAccountTests
{
    private const string Hello = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";

    [Fact]
    public async Task Unary_UpstreamWithoutUsage_IsCountedByTheModelsTokenizer()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hello world"},"finish_reason":"stop"}]}"""));
        await using var mesh = await RunningMesh.StartAsync(Catalog($"one: {{ kind: openai-compatible, baseUrl: \"{upstream.Url}\" }}", "first: { provider: one, model: m }"));

        using var response = await mesh.PostAsync("/v1/chat/completions", Hello);

        // Seven tokens at 1 USD a million, two at 2.
        Assert.Equal("0.000011", response.Headers.GetValues("x-mesh-cost-usd").Single());
    }

    [Fact]
    public async Task Image_ThatTheEngineMayNotFetch_GoesToTheVendorThatFetchesItself()
    {
        await using var engine = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["engine"]));
        await using var vendor = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["vendor"]));
        await using var mesh = await RunningMesh.StartAsync(Catalog(
            $"one: {{ kind: openai-compatible, local: true, baseUrl: \"{engine.Url}\" }}\n  two: {{ kind: openai-compatible, baseUrl: \"{vendor.Url}\" }}",
            "first: { provider: one, model: m, priority: 1 }\n  second: { provider: two, model: m, priority: 2 }"));
        const string Body = """{"model":"r","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://pictures.test/a.png"}}]}]}""";

        using var moved = await mesh.PostAsync("/v1/chat/completions", Body);
        using var refused = await mesh.PostAsync("/v1/chat/completions", Body.Replace("\"r\"", "\"first\"", StringComparison.Ordinal));

        Assert.Contains("vendor", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, engine.Started);
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((HttpStatusCode.BadRequest, "messages[0].content[0]"), (refused.StatusCode, error["param"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Stream_AnsweredWithAWholeBody_ReachesTheCallerAsAStream()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("""{"id":"x","model":"u","choices":[{"index":0,"message":{"role":"assistant","content":"whole"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"""));
        await using var mesh = await RunningMesh.StartAsync(Catalog($"one: {{ kind: openai-compatible, baseUrl: \"{upstream.Url}\" }}", "first: { provider: one, model: m }"));

        using var response = await mesh.PostAsync("/v1/chat/completions", Hello.Insert(1, "\"stream\":true,"));
        var lines = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, l => Assert.StartsWith("data: ", l, StringComparison.Ordinal));
        Assert.Equal("whole", JsonNode.Parse(lines[0]["data: ".Length..])!["choices"]![0]!["delta"]!["content"]!.GetValue<string>());
        Assert.Equal("data: [DONE]", lines[^1]);
    }

    private static string Catalog(string providers, string endpoints) => $$"""
        providers:
          {{providers}}
        models:
          m: { family: gpt-4o, capabilities: [text, image-in], context: 1000000, price: { in: 1, out: 2 } }
        endpoints:
          {{endpoints}}
        routes:
          r: { balance: priority, candidates: [m] }
        """;
}
