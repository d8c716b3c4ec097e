using Mesh.Contracts.Cluster;
using Orleans.Runtime.Services;

namespace Mesh.Grains.Fabric;

/// <summary>Reaches the fabric of a silo by its address.</summary>
internal sealed class FabricClient(IServiceProvider services) : GrainServiceClient<IStatisticsFabric>(services)
{
    /// <summary>The fabric there.</summary>
    public IStatisticsFabric At(SiloAddress silo) => GetGrainService(silo);
}
