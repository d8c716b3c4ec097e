using System.Net;
using System.Net.Sockets;

namespace Mesh.Silo.Hosting;

/// <summary>
/// Finds ports of loopback for listeners that nobody addresses by number. They lie below the range from which systems take ports for
/// outgoing connections, so that none is taken between the look and the listening; no port is given twice by one process.
/// </summary>
internal static class FreePorts
{
    private const int First = 16_000;
    private const int Count = 12_000;
    private static int s_next = Random.Shared.Next(Count);

    /// <summary>A port on which nobody listens.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
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

        throw new InvalidOperationException($"Every port from {First} to {First + Count - 1} of loopback is taken. End some of the programs that listen there.");
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
