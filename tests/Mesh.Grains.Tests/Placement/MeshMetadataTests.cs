using Mesh.Contracts.Cluster;
using Mesh.Grains.Placement;
using Mesh.Grains.Tests.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Placement;

[Collection(Clusters.Name)]
public sealed class MeshMetadataTests
{
    [Fact]
    public async Task Entries_OfASilo_AreKnownToTheOthers()
    {
        await using var mesh = await MeshCluster.StartAsync(2, options: (name, set) =>
        {
            if (name.EndsWith('1'))
            {
                (set.Role, set.Relay, set.Accelerator) = (SiloRole.Worker, "https://10.0.0.7:8093", "1 x NVIDIA L4");
            }
        });
        var worker = mesh.Silos.Single(s => s.Name.EndsWith('1'));
        var edge = mesh.Silos.Single(s => s != worker);

        await Wait.UntilAsync(() => Entries(edge, worker).Count == 4, "the edge has the worker's");
        Assert.Equal(
            new Dictionary<string, string> { [MeshMetadata.Node] = worker.Name, [MeshMetadata.Role] = "Worker", [MeshMetadata.Relay] = "https://10.0.0.7:8093", [MeshMetadata.Accelerator] = "1 x NVIDIA L4" },
            Entries(edge, worker).ToDictionary());
        await Wait.UntilAsync(() => Entries(worker, edge).Count > 0, "the worker has the edge's");
        Assert.DoesNotContain(MeshMetadata.Accelerator, Entries(worker, edge).Keys);

        IReadOnlyDictionary<string, string> Entries(InProcessSiloHandle at, InProcessSiloHandle of) => mesh.Service<ISiloMetadataCache>(at).GetSiloMetadata(of.SiloAddress).Metadata;
    }
}
