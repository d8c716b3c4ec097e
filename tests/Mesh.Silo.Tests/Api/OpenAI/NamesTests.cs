using System.Net;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

public sealed class NamesTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private FakeUpstream _failing = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        _failing = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", 500));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              good: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
              bad:  { kind: openai-compatible, baseUrl: "{{_failing.Url}}" }
            models:
              alpha: { price: { in: 1, out: 2 } }
              beta:  { price: { in: 1, out: 2 } }
              gamma: { price: { in: 1, out: 2 }, context: 4096 }
            endpoints:
              alpha-one: { provider: good, model: alpha, upstreamModel: a1 }
              beta-one:  { provider: bad, model: beta }
              gamma-one: { provider: good, model: gamma }
            routes:
              support: { candidates: [alpha] }
            """);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
        await _failing.DisposeAsync();
    }

    [Theory]
    [InlineData("support", "support")]
    [InlineData("alpha", "alpha")]
    [InlineData("alpha-one", "alpha-one")]
    [InlineData("ALPHA", "alpha")]
    public async Task Model_RouteModelOrEndpoint_IsServed(string name, string route)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(name));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((route, "alpha", "alpha-one", "1"), (response.Header("x-mesh-route"), response.Header("x-mesh-model"), response.Header("x-mesh-endpoint"), response.Header("x-mesh-attempts")));
        Assert.Equal(32, response.Header("x-mesh-decision").Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Models_FirstFails_TheNextInTheListAnswers(bool stream)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("beta", $$""","models":["gamma","alpha"],"stream":{{(stream ? "true" : "false")}}"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("beta", "gamma", "2", "beta-one"), (response.Header("x-mesh-route"), response.Header("x-mesh-model"), response.Header("x-mesh-attempts"), response.Header("x-mesh-fallback-from")));
        Assert.Null(_upstream.Requests[0].Json["models"]);
    }

    [Fact]
    public async Task Model_Unknown_IsNotFoundWithTheClosestNames()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("alpha-ome"));
        var error = await response.ErrorAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(("model_not_found", "invalid_request_error", "model"), (error["code"]!.GetValue<string>(), error["type"]!.GetValue<string>(), error["param"]!.GetValue<string>()));
        Assert.Contains("Nearest names: alpha-one", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("false", response.Header("x-should-retry"));
    }

    [Fact]
    public async Task Model_UpstreamFails_IsUpstreamFailedWithItsAttempts()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("beta"));
        var error = await response.ErrorAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(("upstream_failed", "upstream_error", "upstream"), (error["mesh_code"]!.GetValue<string>(), error["type"]!.GetValue<string>(), error["source"]!.GetValue<string>()));
        Assert.Equal("beta-one: upstream_error", error["attempts"]![0]!.GetValue<string>());
        Assert.Equal((500, "beta-one"), (error["upstream"]!["status"]!.GetValue<int>(), error["upstream"]!["endpoint"]!.GetValue<string>()));
        Assert.False(response.Headers.Contains("x-should-retry"));
    }

    [Fact]
    public async Task Prompt_LongerThanTheContextByTheUpstreamsWord_IsContextLengthExceeded()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"This model's maximum context length is 8 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", 400);

        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("alpha"));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "context_length_exceeded", "messages");
        Assert.Equal("false", response.Header("x-should-retry"));
    }

    [Fact]
    public async Task Prompt_AnswerCannotFitTheContext_IsRefusedWithoutAskingAnybody()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("gamma", ""","max_completion_tokens":5000"""));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "context_length_exceeded", "model");
        Assert.Equal(0, _upstream.Started);
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("support")]
    [InlineData("alpha-one")]
    public async Task Models_GetByAnyName_IsFound(string name)
    {
        using var response = await _mesh.Http.GetAsync($"/v1/models/{name}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains($"\"id\":\"{name}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RateLimitHeaders_OfTheUpstream_ArePassedOn()
    {
        _upstream.Script = r => ChatReplies.Answer(r, ["fine"]) with { Headers = new Dictionary<string, string> { ["x-ratelimit-remaining-requests"] = "41", ["set-cookie"] = "a=b", ["x-request-id"] = "theirs" } };

        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("alpha"));

        Assert.Equal("41", response.Header("x-ratelimit-remaining-requests"));
        Assert.False(response.Headers.Contains("set-cookie"));
        Assert.NotEqual("theirs", response.Header("x-request-id"));
    }
}
