using Mesh.Silo.Hosting;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>
/// Ports of loopback for the programs that tests start, which listen seconds after they were told where. They lie in a range of their own:
/// neither systems nor meshes that find ports by themselves take one of them meanwhile.
/// </summary>
internal static class ProcessPorts
{
    private static readonly PortRange s_range = new(28_700, 4_000);

    /// <summary>A port on which nobody listens.</summary>
    public static int Next() => s_range.Next();
}
