using Mesh.Grains.Workers;
using Mesh.Silo.Draining;

namespace Mesh.Silo.Relay;

/// <summary>What the engines of this node have under way, for whichever silo.</summary>
internal sealed class EnginesDrained(EngineGates gates) : IDrained
{
    /// <inheritdoc/>
    public int UnderWay => gates.UnderWay;
}
