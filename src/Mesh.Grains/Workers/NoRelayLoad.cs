namespace Mesh.Grains.Workers;

/// <summary>Of a worker without a relay.</summary>
internal sealed class NoRelayLoad : IRelayLoad
{
    public int InFlight(string engine) => 0;
}
