using System.Net;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api;

public sealed class RequestIdTests(FirstRunFixture door) : IClassFixture<FirstRunFixture>
{
    private readonly RunningMesh _mesh = door.Mesh;
    private readonly GrpcCaller _caller = door.Caller;

    public static TheoryData<string> Unusable => new() { "", "a b", "a\tb", "a;b", "a,b", "<a>", new string('a', 129) };

    [Theory]
    [InlineData("req-1")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("a.b:c_D-9")]
    public async Task OpenAI_UsableId_IsEchoed(string id)
    {
        using var found = await _mesh.SendAsync(HttpMethod.Get, "/v1/models", null, ("x-request-id", id));
        using var missing = await _mesh.SendAsync(HttpMethod.Get, "/nowhere", null, ("x-request-id", id));
        using var refused = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json("{"), ("x-request-id", id));

        Assert.All([found, missing, refused], r => Assert.Equal(id, r.Header("x-request-id")));
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task OpenAI_UnusableId_IsReplaced(string id)
    {
        using var response = await _mesh.SendAsync(HttpMethod.Get, "/v1/models", null, ("x-request-id", id));

        Assert.Matches("^[0-9a-f]{32}$", response.Header("x-request-id"));
    }

    [Fact]
    public async Task Grpc_UsableId_IsEchoedOnAnswersAndErrors()
    {
        var metadata = new Metadata { { "x-request-id", "req-1" } };
        using var answered = _caller.Models.ListModelsAsync(new V1.ListModelsRequest(), metadata);
        using var failed = _caller.Chat.CompleteAsync(new V1.CompleteRequest(), metadata);

        await answered;
        var fault = await GrpcCaller.FaultAsync(failed);

        Assert.Equal("req-1", (await answered.ResponseHeadersAsync).GetValue("x-request-id"));
        Assert.Equal("req-1", fault.Trailers.GetValue("x-request-id") ?? (await failed.ResponseHeadersAsync).GetValue("x-request-id"));
    }

    [Fact]
    public async Task Refusals_WithoutAKey_HaveAnIdToo()
    {
        await using var mesh = await RunningMesh.StartAsync(configure: settings => TestKeys.Add(settings.KeyFile));
        await using var caller = GrpcCaller.Open(mesh);

        using var http = await mesh.Http.GetAsync("/v1/models");
        using var call = caller.Models.ListModelsAsync(new V1.ListModelsRequest());
        var fault = await GrpcCaller.FaultAsync(call);

        Assert.Equal(HttpStatusCode.Unauthorized, http.StatusCode);
        Assert.Equal(32, http.Header("x-request-id").Length);
        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.Equal(32, (fault.Trailers.GetValue("x-request-id") ?? (await call.ResponseHeadersAsync).GetValue("x-request-id"))!.Length);
    }

    [Fact]
    public async Task Admin_Health_HasAnId()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync($"{_mesh.Settings.Admin}/health/live");

        Assert.Equal(32, response.Header("x-request-id").Length);
    }
}
