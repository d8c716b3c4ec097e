using Mesh.Contracts.Conversations;
using Orleans.Runtime.Services;

namespace Mesh.Grains.Conversations.Live;

/// <summary>Reaches the live turns of a silo by its address.</summary>
internal sealed class LiveTurnClient(IServiceProvider services) : GrainServiceClient<ILiveTurnService>(services)
{
    /// <summary>The live turns there.</summary>
    public ILiveTurnService At(SiloAddress silo) => GetGrainService(silo);
}
