using System.Net;
using System.Net.Sockets;

namespace Mesh.Testing.Wire;

/// <summary>A port of this machine that is taken and not listened to, so that connections are refused: one that is given back may be another's at once.</summary>
public sealed class UnusedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Takes one.</summary>
    public UnusedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Its number.</summary>
    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>What a client would ask there.</summary>
    public string Url => $"http://{_socket.LocalEndPoint}";

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
