using Orleans.Concurrency;
using Orleans.Services;

namespace Mesh.Contracts.Cluster;

/// <summary>Carries statistics from silo to silo. One on each silo.</summary>
[Alias("mesh.IStatisticsFabric")]
public interface IStatisticsFabric : IGrainService
{
    /// <summary>Tells what changed at another silo. Nothing is answered: the next batch makes up for a lost one.</summary>
    [OneWay, Alias("Push")]
    Task PushAsync(FabricBatch batch);

    /// <summary>All rows of this silo, for one that has just joined.</summary>
    [Alias("Pull")]
    Task<FabricBatch> PullAsync();
}
