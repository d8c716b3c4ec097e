using System.Net;
using System.Net.Sockets;

namespace Mesh.Silo.Hosting;

/// <summary>Ports of loopback that are given out one after the other, from a random one on: none twice by one process before all were given.</summary>
/// <param name="first">The first of them.</param>
/// <param name="count">How many there are.</param>
internal sealed class PortRange(int first, int count)
{
    private int _next = Random.Shared.Next(count);

    /// <summary>A port on which nobody listens.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public int Next()
    {
        for (var looked = 0; looked < count; looked++)
        {
            var port = first + (int)((uint)Interlocked.Increment(ref _next) % count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"Every port from {first} to {first + count - 1} of loopback is taken. End some of the programs that listen there.");
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
