using System.Net;
using System.Text;
using Mesh.Load;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

public sealed class BoundsTests(DoorFixture door) : IClassFixture<DoorFixture>
{
    private readonly FakeUpstream _upstream = door.Upstream;
    private readonly RunningMesh _mesh = door.Mesh;
    private readonly long _before = door.Upstream.Started;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_Over32MiB_IsRefused(bool chunked)
    {
        using var response = await SendTooMuchAsync(chunked);

        await response.RefusedAsync(HttpStatusCode.BadRequest, "body_too_long");
    }

    [Fact]
    public async Task Body_Of29Megabytes_IsTaken()
    {
        var text = new string('A', 29_000_000);
        var body = """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,DATA"}}]}]}""".Replace("DATA", text, StringComparison.Ordinal);

        using var response = await _mesh.PostAsync("/v1/chat/completions", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(_upstream.Requests[^1].Body.Length > text.Length);
    }

    [Fact]
    public async Task Headers_MoreThan100_AreRefused()
    {
        var headers = Enumerable.Range(0, 101).Select(i => ($"x-h{i}", "1")).ToArray();

        using var response = await _mesh.SendAsync(HttpMethod.Get, "/v1/models", null, headers);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Json_TooDeep_IsRefused()
    {
        var deep = new string('[', 80) + new string(']', 80);

        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m", $",\"x\":{deep}"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", (await response.ErrorAsync())["type"]!.GetValue<string>());
        Assert.Equal(_before, _upstream.Started);
    }

    [Fact]
    public async Task Messages_MoreThan10000_AreRefused()
    {
        var messages = string.Join(",", Enumerable.Repeat("""{"role":"user","content":"a"}""", 10_001));

        using var response = await _mesh.PostAsync("/v1/chat/completions", $$"""{"model":"m","messages":[{{messages}}]}""");

        await response.RefusedAsync(HttpStatusCode.BadRequest, "too_many_messages", "messages");
    }

    [Fact]
    public async Task Models_MoreThan16_AreRefused()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m", $",\"models\":[{string.Join(",", Enumerable.Repeat("\"m\"", 17))}]"));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "models");
    }

    [Fact]
    public async Task Model_NameOver256Characters_IsRefused()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(new string('m', 257)));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "model");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=a")]
    [InlineData("")]
    public async Task Body_NotJsonByItsType_IsRefused(string type)
    {
        foreach (var path in new[] { "/v1/chat/completions", "/v1/embeddings" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(OpenAICaller.Chat("m")));
            content.Headers.TryAddWithoutValidation("Content-Type", type);

            using var response = await _mesh.SendAsync(HttpMethod.Post, path, content);

            await response.RefusedAsync(HttpStatusCode.BadRequest, "unsupported_content_type", "content-type");
        }

        Assert.Equal(_before, _upstream.Started);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1")]
    [InlineData("GET", "/v1/chat/completions")]
    [InlineData("PUT", "/v1/embeddings")]
    [InlineData("DELETE", "/v1/models/m")]
    [InlineData("OPTIONS", "/v1/chat/completions")]
    [InlineData("PUT", "/v1/responses/resp_1")]
    [InlineData("POST", "/chat/completions")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/health/ready")]
    [InlineData("POST", "/meshsilo.v1.ChatService/Complete")]
    [InlineData("POST", "/meshsilo.v1.AdminService/ListRevisions")]
    public async Task Path_NotServedHere_IsAnErrorObject(string method, string path)
    {
        using var response = await _mesh.SendAsync(new HttpMethod(method), path);

        await response.RefusedAsync(HttpStatusCode.NotFound, "unknown_url");
        Assert.Equal("false", response.Header("x-should-retry"));
        Assert.Equal(32, response.Header("x-request-id").Length);
    }

    [Fact]
    public async Task Path_AskedByHead_HasTheStatusAndNoBody()
    {
        using var response = await _mesh.SendAsync(HttpMethod.Head, "/v1/chat/completions");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private async Task<HttpResponseMessage> SendTooMuchAsync(bool chunked)
    {
        // Who is to be told whether to go on waits until it is told: by default it sends after a second, into a connection that may be closed by then.
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = _mesh.Http.BaseAddress };
        for (var left = 5; ; left--)
        {
            using var content = new ByteArrayContent(new byte[(32 * 1024 * 1024) + 1]);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
            request.Headers.ExpectContinue = !chunked;
            request.Headers.TransferEncodingChunked = chunked;
            try
            {
                return await http.SendAsync(request);
            }
            catch (HttpRequestException) when (chunked && left > 0)
            {
                // The silo closes as soon as it has read too much; a busy sender may have the body's end mark to send still.
            }
        }
    }
}
