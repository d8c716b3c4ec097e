using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class EmbeddingServiceTests : IAsyncLifetime
{
    private const string Vectors = """{"object":"list","data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1.5,-2]}],"model":"up","usage":{"prompt_tokens":5,"total_tokens":5}}""";
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json(Vectors));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Embed_Texts_GivesAVectorForEachInOrder()
    {
        var response = await _caller.Embeddings.EmbedAsync(new V1.EmbedRequest { Model = "m", Inputs = { "a", "b" }, Dimensions = 2 });

        Assert.Equal([1.5f, -2f], response.Embeddings[0].Values);
        Assert.Equal([3f, 4f], response.Embeddings[1].Values);
        Assert.Equal(("m", "m-api", 1, 5L), (response.Model, response.Endpoint, response.Attempts, response.Usage.InputTokens));
        Assert.Equal(0.000005, response.CostUsd, 9);
        Assert.Equal(2, _upstream.Requests[0].Json["dimensions"]!.GetValue<int>());
        Assert.Equal("float", _upstream.Requests[0].Json["encoding_format"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", 1, 0, "model")]
    [InlineData("m", 0, 0, "inputs")]
    [InlineData("m", 2049, 0, "inputs")]
    [InlineData("m", 1, -1, "dimensions")]
    public async Task Embed_Mistake_NamesTheField(string model, int inputs, int dimensions, string field)
    {
        var request = new V1.EmbedRequest { Model = model, Dimensions = dimensions, Inputs = { Enumerable.Repeat("a", inputs) } };

        var fault = await GrpcCaller.FaultAsync(_caller.Embeddings.EmbedAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Equal(field, GrpcCaller.Field(fault));
        Assert.Equal(0, _upstream.Started);
    }

    [Theory]
    [InlineData("""{"data":"none"}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"AAAA"}]}""")]
    [InlineData("""{"data":[{"embedding":[1]}]}""")]
    public async Task Embed_AnswerWithoutVectors_IsTheUpstreamsFault(string answer)
    {
        _upstream.Script = _ => UpstreamReply.Json(answer);

        var fault = await GrpcCaller.FaultAsync(_caller.Embeddings.EmbedAsync(new V1.EmbedRequest { Model = "m", Inputs = { "a" } }));

        Assert.Equal(StatusCode.Unavailable, fault.StatusCode);
        Assert.Equal("UPSTREAM_MALFORMED", GrpcCaller.Info(fault).Reason);
    }

    [Fact]
    public async Task Embed_EveryEndpointFails_TellsEachOnesReason()
    {
        _upstream.Script = _ => UpstreamReply.Json("{}", 500);

        var fault = await GrpcCaller.FaultAsync(_caller.Embeddings.EmbedAsync(new V1.EmbedRequest { Model = "m", Inputs = { "a" } }));

        Assert.Equal("m-api: upstream_error", GrpcCaller.Info(fault).Metadata["attempts"]);
    }
}
