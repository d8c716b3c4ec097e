using Mesh.Grains.Admission;

namespace Mesh.Silo.Draining;

/// <summary>The requests of callers, those that wait for a place included.</summary>
internal sealed class CallersDrained(SiloPressure load) : IDrained
{
    /// <inheritdoc/>
    public int UnderWay => load.UnderWay;
}
