using Mesh.Contracts.Routing;
using Orleans.Runtime.Services;

namespace Mesh.Grains.Router;

/// <summary>Reaches the recent decisions of a silo by its address.</summary>
internal sealed class DecisionNotesClient(IServiceProvider services) : GrainServiceClient<IDecisionNotes>(services)
{
    /// <summary>The decisions there.</summary>
    public IDecisionNotes At(SiloAddress silo) => GetGrainService(silo);
}
