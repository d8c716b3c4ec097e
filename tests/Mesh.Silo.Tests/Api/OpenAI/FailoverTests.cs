using System.Net;
using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

public sealed class FailoverTests
{
    private const string Stream = """{"model":"r","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    public static TheoryData<UpstreamReply> Failures => new()
    {
        UpstreamReply.Json("{}", 500),
        UpstreamReply.Json("{}", 401),
        UpstreamReply.Json("""{"error":{"code":"insufficient_quota"}}""", 429),
        new UpstreamReply { Ending = UpstreamEnding.Reset },
        UpstreamReply.Events("data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\"}}\n\n"),
        UpstreamReply.Events("data: {not json\n\n"),
        UpstreamReply.Events(ChatReplies.Chunk("""{"role":"assistant","content":""}""", "null")),
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Stream_FirstEndpointFailsBeforeContent_NextAnswersUnseen(UpstreamReply failure)
    {
        await using var bad = await FakeUpstream.StartAsync(_ => failure);
        await using var good = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        await using var mesh = await RunningMesh.StartAsync(Catalog(bad, good));

        using var response = await mesh.PostAsync("/v1/chat/completions", Stream);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("fine", body, StringComparison.Ordinal);
        Assert.DoesNotContain("error", body, StringComparison.Ordinal);
        Assert.Equal("2", response.Headers.GetValues("x-mesh-attempts").Single());
        Assert.Equal("first", response.Headers.GetValues("x-mesh-fallback-from").Single());
    }

    [Fact]
    public async Task Request_RejectedAsInvalid_IsNotAskedElsewhere()
    {
        await using var bad = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("""{"error":{"message":"no","type":"invalid_request_error","param":"temperature","code":"bad_temperature"}}""", 400));
        await using var good = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        await using var mesh = await RunningMesh.StartAsync(Catalog(bad, good));

        using var response = await mesh.PostAsync("/v1/chat/completions", Stream);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("temperature", error["param"]!.GetValue<string>());
        Assert.Equal("bad_temperature", error["code"]!.GetValue<string>());
        Assert.Equal(0, good.Started);
    }

    private static string Catalog(FakeUpstream first, FakeUpstream second) => $$"""
        providers:
          one: { kind: openai-compatible, baseUrl: "{{first.Url}}" }
          two: { kind: openai-compatible, baseUrl: "{{second.Url}}" }
        models:
          m: { price: { in: 1, out: 2 } }
        endpoints:
          first:  { provider: one, model: m, priority: 1 }
          second: { provider: two, model: m, priority: 2 }
        routes:
          r: { balance: priority, candidates: [m] }
        """;
}
