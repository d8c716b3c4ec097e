using System.Net;
using System.Net.Security;
using Mesh.Contracts.Cluster;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Hosting;
using Mesh.Testing;
using Mesh.Trust;

namespace Mesh.Silo.Tests.Relay;

/// <summary>Who may reach a worker's engines, by which paths, and what passes.</summary>
public sealed class RelayDoorTests : IAsyncLifetime
{
    private FakeUpstream _engine = null!;
    private RelayWorker _worker = null!;

    public async Task InitializeAsync()
    {
        _engine = await FakeUpstream.StartAsync(r => (r.Body.Length == 0 ? UpstreamReply.Json("{}") : ChatReplies.Answer(r, ["fine"])) with
        {
            Headers = new Dictionary<string, string> { ["x-ratelimit-limit-requests"] = "7", ["x-request-id"] = "the-engine's", ["retry-after"] = "3", ["set-cookie"] = "a=b", ["mesh-relay"] = "full", ["x-inner"] = "secret" },
        });
        _worker = await RelayWorker.StartAsync(new KnownEngines().With("vllm", _engine.Url[..^"/v1".Length]));
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Chat_OfAnotherSilo_IsTheEnginesAnswerWithItsHeadersAndNoOthers()
    {
        using var request = _worker.Request(HttpMethod.Post, "/relay/vllm/v1/chat/completions?debug=1", OpenAICaller.Chat("m"));
        foreach (var (name, value) in new[] { ("accept", "application/json"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("authorization", "Bearer caller's"), ("cookie", "a=b"), ("x-forwarded-for", "10.0.0.1"), ("x-anything", "else") })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.Host = "evil.example.com";
        using var answer = await _worker.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("fine", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["date", "retry-after", "x-ratelimit-limit-requests", "x-request-id"], answer.Headers.Select(h => h.Key.ToLowerInvariant()).Order());
        Assert.Equal("the-engine's", answer.Header("x-request-id"));
        var seen = Assert.Single(_engine.Requests);
        Assert.Equal("/v1/chat/completions", seen.Path);
        Assert.Equal(OpenAICaller.Chat("m"), System.Text.Encoding.UTF8.GetString(seen.Body));
        Assert.Equal(["Accept", "Content-Length", "Content-Type", "Host", "traceparent"], seen.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(new Uri(_engine.Url).Authority, seen.Headers["Host"]);
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", seen.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/relay/vllm/v1/models", true)]
    [InlineData("POST", "/relay/vllm/v1/embeddings", true)]
    [InlineData("GET", "/relay/vllm/v1/chat/completions", false)]
    [InlineData("POST", "/relay/vllm/v1/models", false)]
    [InlineData("POST", "/relay/vllm/v1/completions", false)]
    [InlineData("GET", "/relay/vllm/metrics", false)]
    [InlineData("POST", "/relay/vllm/v1/load_lora_adapter", false)]
    [InlineData("GET", "/relay/vllm/v1/models/..%2f..%2fmetrics", false)]
    [InlineData("POST", "/v1/chat/completions", false)]
    [InlineData("GET", "/health/ready", false)]
    [InlineData("GET", "/metrics", false)]
    [InlineData("POST", "/meshsilo.v1.ModelService/ListModels", false)]
    public async Task Path_IsOneOfThreeOrNotServed(string method, string path, bool served)
    {
        using var request = _worker.Request(new HttpMethod(method), path, method == "POST" ? OpenAICaller.Chat("m") : null);

        using var answer = await _worker.SendAsync(request);

        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(served ? 1 : 0, _engine.Started);
    }

    [Fact]
    public async Task Answer_OfAnEngineThatNamesNoRequest_NamesNone()
    {
        _engine.Script = r => ChatReplies.Answer(r, ["fine"]);

        using var answer = await _worker.ChatAsync("vllm", OpenAICaller.Chat("m"));

        Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, answer.Headers.Contains("x-request-id")));
    }

    [Fact]
    public async Task Engine_ThatIsNotOfTheNode_IsUnknown()
    {
        using var answer = await _worker.ChatAsync("other", OpenAICaller.Chat("m"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, RelayWord.Unknown), (answer.StatusCode, answer.Header(RelayWord.Header)));
    }

    [Fact]
    public async Task OtherDoors_DoNotServeTheRelay()
    {
        using var answer = await _worker.Mesh.PostAsync("/relay/vllm/v1/chat/completions", OpenAICaller.Chat("m"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, _engine.Started);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("foreign")]
    [InlineData("self-signed")]
    public async Task Caller_WithoutTheClustersCertificate_IsCutOffInTheHandshake(string certificate)
    {
        var options = ClusterTrust.FromSecret("another secret of thirty-two characters", "mesh", TimeProvider.System).ForClient();
        options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        using var own = TestCertificates.SelfSigned();
        options.ClientCertificateContext = certificate switch
        {
            "none" => null,
            "self-signed" => SslStreamCertificateContext.Create(own, null, offline: true),
            _ => options.ClientCertificateContext,
        };
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = options });
        using var request = _worker.Request(HttpMethod.Post, "/relay/vllm/v1/chat/completions", OpenAICaller.Chat("m"));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request));

        Assert.Equal(0, _engine.Started);
    }

    [Fact]
    public async Task Caller_InPlainText_IsCutOff()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{_worker.Mesh.Settings.Relay}/relay/vllm/v1/models"));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request));
    }
}
