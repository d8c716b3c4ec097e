using Mesh.Client.Outcomes;
using Mesh.Load;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Chat;

public sealed class SimulatedTests
{
    [Fact]
    public async Task FirstRun_NothingConfigured_AnswersAndSaysThatItIsSimulated()
    {
        await using var mesh = await RunningMesh.StartAsync();
        using var connection = new MeshConnection(new MeshClientOptions { Address = mesh.GrpcUrl });

        var updates = await connection.Chat.GetStreamingResponseAsync("hello").ToListAsync();
        var embedding = await connection.Embeddings.GenerateAsync(["hello"], new EmbeddingGenerationOptions { ModelId = "vision" });
        var outcome = updates[^1].GetMeshOutcome();

        Assert.True(updates.Count > 3);
        Assert.NotNull(outcome);
        Assert.True(outcome.Simulated);
        Assert.Equal("auto", outcome.Route);
        Assert.True(outcome.CostUsd > 0);
        Assert.Equal(64, embedding.Single().Vector.Length);
    }
}
