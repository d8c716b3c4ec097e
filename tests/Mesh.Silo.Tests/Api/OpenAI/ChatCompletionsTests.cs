using System.Net;
using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

public sealed class ChatCompletionsTests : IAsyncLifetime
{
    private const string Hello = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";
    private const string HelloStream = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Unary_AnswerOfUpstream_ArrivesToTheByteWithItsCost()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", Hello);

        var expected = ChatReplies.Answer(_upstream.Requests[0], ["Grüße", " aus", " 東京"]).Pieces[0];
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected.ToArray(), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("0.000013", response.Headers.GetValues("x-mesh-cost-usd").Single());
        Assert.Equal("m-api", response.Headers.GetValues("x-mesh-endpoint").Single());
    }

    [Fact]
    public async Task Unary_RequestToUpstream_DiffersOnlyInTheModel()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", """{ "messages":[{"role":"user","content":"a"}], "x_vendor": {"deep":[1,2]}, "model" : "m" }""");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"messages":[{"role":"user","content":"a"}],"x_vendor":{"deep":[1,2]},"model":"up-1"}"""), _upstream.Requests[0].Json));
    }

    [Fact]
    public async Task Stream_UsageNotAskedFor_IsAskedForUpstreamAndKeptFromTheCaller()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", HelloStream);
        var body = await response.Content.ReadAsStringAsync();

        Assert.True(_upstream.Requests[0].Json["stream_options"]!["include_usage"]!.GetValue<bool>());
        Assert.DoesNotContain("usage", body, StringComparison.Ordinal);
        Assert.Contains(" 東京", JsonText(body), StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_SplitInsideCharactersAndLines_ArrivesToTheByte()
    {
        var bytes = ChatReplies.Answer(new UpstreamRequest("", new Dictionary<string, string>(), System.Text.Encoding.UTF8.GetBytes(HelloStream)), ["ü", "東"]).Pieces.SelectMany(p => p.ToArray()).ToArray();
        _upstream.Script = _ => new UpstreamReply { ContentType = "text/event-stream", Pieces = [.. bytes.Chunk(3).Select(c => (ReadOnlyMemory<byte>)c)] };

        using var response = await _mesh.PostAsync("/v1/chat/completions", HelloStream);

        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Stream_BrokenAfterContent_EndsInOneErrorAndNoEndMarker()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset };

        using var response = await _mesh.PostAsync("/v1/chat/completions", HelloStream);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"mesh_code\":\"interrupted\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_CallerGoesAway_UpstreamCallIsCancelled()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence };
        using var response = await _mesh.PostAsync("/v1/chat/completions", HelloStream);
        var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[10]);

        response.Dispose();

        await Waiting.UntilAsync(() => _upstream.Aborted == 1);
    }

    [Fact]
    public async Task Error_RateLimitOfUpstream_Is429WithItsRetryHint()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"slow down","type":"tokens","code":"rate_limit_exceeded"}}""", 429) with { Headers = new Dictionary<string, string> { ["retry-after"] = "7" } };

        using var response = await _mesh.PostAsync("/v1/chat/completions", Hello);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("retry-after").Single());
        Assert.Equal("upstream_rate_limited", error["code"]!.GetValue<string>());
        Assert.Equal(429, error["upstream"]!["status"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("", "invalid_json", null)]
    [InlineData("[]", "invalid_json", null)]
    [InlineData("{\"model\":\"m\"}", "missing_field", "messages")]
    [InlineData("{\"messages\":[{}]}", "missing_field", "model")]
    [InlineData("{\"model\":\"m\",\"messages\":[]}", "invalid_value", "messages")]
    [InlineData("{\"model\":\"m\",\"messages\":{}}", "invalid_value", "messages")]
    [InlineData("{\"model\":\"m\",\"stream\":1,\"messages\":[{}]}", "invalid_value", "stream")]
    [InlineData("{\"model\":\"m\",\"models\":\"x\",\"messages\":[{}]}", "invalid_value", "models")]
    public async Task Error_BadBody_NamesTheField(string body, string reason, string? field)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", body);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(reason, error["code"]!.GetValue<string>());
        Assert.Equal(field, error["param"]?.GetValue<string>());
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.Equal(0, _upstream.Started);
    }

    private static string JsonText(string body) => System.Text.RegularExpressions.Regex.Unescape(body);
}
