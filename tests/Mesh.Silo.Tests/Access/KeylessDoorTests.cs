using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Access;

public sealed class KeylessDoorTests(FirstRunFixture door) : IClassFixture<FirstRunFixture>
{
    private readonly RunningMesh _mesh = door.Mesh;

    [Theory]
    [InlineData("Origin", "http://localhost:3000", "browser_without_key")]
    [InlineData("Origin", "null", "browser_without_key")]
    [InlineData("Sec-Fetch-Site", "cross-site", "browser_without_key")]
    [InlineData("X-Forwarded-For", "127.0.0.1", "forwarded_without_key")]
    [InlineData("X-Forwarded-Port", "443", "forwarded_without_key")]
    [InlineData("x-forwarded-server", "proxy", "forwarded_without_key")]
    [InlineData("X-Client-IP", "10.0.0.1", "forwarded_without_key")]
    [InlineData("X-Envoy-External-Address", "10.0.0.1", "forwarded_without_key")]
    [InlineData("Forwarded", "for=127.0.0.1", "forwarded_without_key")]
    [InlineData("X-Real-IP", "127.0.0.1", "forwarded_without_key")]
    [InlineData("Via", "1.1 proxy", "forwarded_without_key")]
    [InlineData("Host", "mesh.example.com", "host_without_key")]
    [InlineData("Host", "127.0.0.1.example.com", "host_without_key")]
    public async Task OpenAI_SignOfSomebodyElse_IsRefusedWithTheMend(string header, string value, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        using var response = await _mesh.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", body, StringComparison.Ordinal);
        Assert.Contains("mesh keys create", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/metrics", "Origin", "http://rebound.example.com")]
    [InlineData("/metrics", "Host", "rebound.example.com")]
    [InlineData("/health/ready", "Host", "rebound.example.com")]
    public async Task Admin_SignOfAWebPage_IsRefused(string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_mesh.Settings.Admin + path));
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        using var response = await _mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task OpenAI_BodyThatAWebFormCanSend_IsRefused(string contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"model":"auto","messages":[{"role":"user","content":"hi"}]}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _mesh.Http.PostAsync("/v1/chat/completions", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("unsupported_content_type", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task OpenAI_LocalProgram_IsServed(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Host = host;
        using var response = await _mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Grpc_ForwardedCall_IsRefused()
    {
        using var channel = GrpcChannel.ForAddress(_mesh.Settings.Grpc);
        var models = new V1.ModelService.ModelServiceClient(channel);

        var e = await Assert.ThrowsAsync<RpcException>(async () => await models.ListModelsAsync(new V1.ListModelsRequest(), new Metadata { { "x-forwarded-for", "10.0.0.1" } }));

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    [Fact]
    public async Task FirstKey_Created_ShutsTheDoorWithoutARestart()
    {
        await using var mesh = await RunningMesh.StartAsync();
        TestKeys.Add(mesh.Settings.KeyFile);

        await Waiting.UntilAsync(
            async () =>
            {
                using var response = await mesh.Http.GetAsync("/v1/models");
                return response.StatusCode == HttpStatusCode.Unauthorized;
            },
            "the shut door");
    }
}
