using System.Net;
using System.Net.Sockets;
using Mesh.Testing.Proxy;

namespace Mesh.Cluster.Tests.Proxy;

/// <summary>A proxy with one connection through it, held at both ends.</summary>
internal sealed class ProxiedPair : IAsyncDisposable
{
    private readonly TcpListener _listener;

    private ProxiedPair(TcpListener listener, TcpFaultProxy proxy, Socket client, Socket server) =>
        (_listener, Proxy, Client, Server) = (listener, proxy, client, server);

    public TcpFaultProxy Proxy { get; }

    public Socket Client { get; }

    public Socket Server { get; }

    public static async Task<ProxiedPair> ConnectAsync(ProxyFaults? faults = null, int seed = 1)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var proxy = new TcpFaultProxy(listener.LocalEndpoint, seed) { Faults = faults ?? ProxyFaults.None };
        var client = await DialAsync(proxy);
        return new ProxiedPair(listener, proxy, client, await listener.AcceptSocketAsync());
    }

    public static async Task<Socket> DialAsync(TcpFaultProxy proxy)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, proxy.Port));
        return client;
    }

    /// <summary>Reads so many bytes, fewer only where the connection ends in order.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var bytes = new byte[count];
        var filled = 0;
        for (var read = 1; read > 0 && filled < count; filled += read)
        {
            read = await socket.ReceiveAsync(bytes.AsMemory(filled), patience.Token);
        }

        return bytes[..filled];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Server.Dispose();
        await Proxy.DisposeAsync();
        _listener.Dispose();
    }
}
