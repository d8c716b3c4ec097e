using Mesh.Contracts.Caching;
using Orleans.Runtime.Services;

namespace Mesh.Grains.Caching;

/// <summary>Reaches the kept answers of a silo by its address.</summary>
internal sealed class AnswerCachesClient(IServiceProvider services) : GrainServiceClient<IAnswerCaches>(services)
{
    /// <summary>The answers there.</summary>
    public IAnswerCaches At(SiloAddress silo) => GetGrainService(silo);
}
