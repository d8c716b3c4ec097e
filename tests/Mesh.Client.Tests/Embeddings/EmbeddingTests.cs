using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Mesh.Testing;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Embeddings;

public sealed class EmbeddingTests
{
    private const string Two = """{"object":"list","model":"up-1","data":[{"index":1,"embedding":[0.5]},{"index":0,"embedding":[-1.25,2]}],"usage":{"prompt_tokens":10,"total_tokens":10}}""";

    [Fact]
    public async Task Generate_Texts_GivesVectorsInTheirOrderWithCountsAndOutcome()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => UpstreamReply.Json(Two));

        var vectors = await mesh.Connection.Embeddings.GenerateAsync(["a", "b"], new EmbeddingGenerationOptions { Dimensions = 2 });

        Assert.Equal([-1.25f, 2f], vectors[0].Vector.ToArray());
        Assert.Equal([0.5f], vectors[1].Vector.ToArray());
        Assert.Equal("m", vectors[0].ModelId);
        Assert.Equal(10, vectors.Usage?.InputTokenCount);
        Assert.Equal(("m", "m-api", 1, 0.00001m), (vectors.GetMeshOutcome()!.Model, vectors.GetMeshOutcome()!.Endpoint, vectors.GetMeshOutcome()!.Attempts, vectors.GetMeshOutcome()!.CostUsd));
        Assert.Equal(2, mesh.Upstream.Requests.Single().Json["dimensions"]!.GetValue<int>());
    }

    [Fact]
    public async Task Generate_NoTexts_AsksNobody()
    {
        using var connection = new MeshConnection(new MeshClientOptions { Address = "http://127.0.0.1:1" });

        Assert.Empty(await connection.Embeddings.GenerateAsync([]));
    }

    [Fact]
    public async Task Generate_OneVectorMissing_IsAnErrorAndNotAShift()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => UpstreamReply.Json(Two));

        var e = await Assert.ThrowsAsync<MeshClientException>(() => mesh.Connection.Embeddings.GenerateAsync(["a", "b", "c"]));

        Assert.Equal("embeddings_missing", e.Reason);
    }

    [Fact]
    public async Task Generate_ModelCannot_SaysWhy()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => UpstreamReply.Json(Two), model: "{ capabilities: [text] }");

        var e = await Assert.ThrowsAsync<MeshClientException>(() => mesh.Connection.Embeddings.GenerateAsync(["a"]));

        Assert.StartsWith("m-api", Assert.Single(e.Attempts), StringComparison.Ordinal);
        Assert.Equal(0, mesh.Upstream.Started);
    }
}
