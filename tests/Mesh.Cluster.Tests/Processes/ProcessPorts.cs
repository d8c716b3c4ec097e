using System.Net;
using System.Net.Sockets;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>
/// Ports of loopback for the programs that tests start, which listen seconds after they were told where. They lie in a range of their own:
/// neither systems nor meshes that find ports by themselves take one of them meanwhile, and none is given twice.
/// </summary>
internal static class ProcessPorts
{
    private const int First = 28_700;
    private const int Count = 4_000;
    private static int s_next = Random.Shared.Next(Count);

    /// <summary>A port on which nobody listens.</summary>
    public static int Next()
    {
        for (var looked = 0; looked < Count; looked++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_next) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"Every port from {First} to {First + Count - 1} of loopback is taken.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
