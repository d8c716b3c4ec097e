using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Observability;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>What is counted of tools of servers.</summary>
[Collection(CountingAlone.Name)]
public sealed class ToolMetricsTests
{
    [Fact]
    public async Task Metrics_OfACall_NameServerAndOutcome()
    {
        await using var scene = await ToolScene.StartAsync();

        await scene.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r", "call weather {\"city\":\"Oslo\"}") });

        var text = (await Scrape.OfAsync(scene.Mesh)).Text;
        Assert.Matches("meshsilo_tool_calls_total\\{[^}]*outcome=\"ok\",server=\"s\"[^}]*\\} 1", text);
        Assert.DoesNotContain("Oslo", text, StringComparison.Ordinal);
    }
}
