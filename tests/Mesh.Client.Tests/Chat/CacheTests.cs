using Mesh.Client.Outcomes;
using Mesh.Load;
using Mesh.Testing;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Chat;

public sealed class CacheTests
{
    [Fact]
    public async Task Outcome_OfAnAnswerThatIsGivenAgain_SaysSo()
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a", "b"]));
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url, "routes: { kept: { candidates: [m], cache: { exact: { ttl: 10m } } } }"));
        using var connection = new MeshConnection(new MeshClientOptions { Address = mesh.GrpcUrl, Model = "kept" });

        var first = await connection.Chat.GetResponseAsync("hello");
        var second = await connection.Chat.GetResponseAsync("hello");

        Assert.Null(first.GetMeshOutcome()!.Cache);
        Assert.Equal(("exact", 0m, "ab"), (second.GetMeshOutcome()!.Cache, second.GetMeshOutcome()!.CostUsd, second.Text));
    }
}
