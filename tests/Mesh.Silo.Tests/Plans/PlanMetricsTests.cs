using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Observability;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>What is counted of plans.</summary>
[Collection(CountingAlone.Name)]
public sealed class PlanMetricsTests
{
    [Fact]
    public async Task Metrics_CountNodesByKindAndState()
    {
        var (plans, _) = await PlanMesh.StartAsync();
        await using var closing = plans;

        await plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r") });

        var text = (await Scrape.OfAsync(plans.Mesh)).Text;
        Assert.Contains("meshsilo_plan_nodes_total{", text, StringComparison.Ordinal);
        Assert.Matches("meshsilo_plan_nodes_total\\{[^}]*kind=\"single\",state=\"failed\"[^}]*\\} 2", text);
        Assert.Matches("meshsilo_plan_calls_count[^\n]* 1", text);
    }
}
