using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Testing.Wire;

/// <summary>
/// HTTP/1.1 on bare sockets of loopback: answers can be cut, dripped and reset at any byte, and the listener closed and opened
/// again on its port. No web server is between, so that it costs little beside what it measures.
/// </summary>
public sealed class WireServer : IAsyncDisposable
{
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(5);
    private readonly Func<WireRequest, CancellationToken, ValueTask<WireAnswer>> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentDictionary<WireConnection, byte> _connections = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _opening = new();
    private Socket? _listener;

    // Has the port while nobody listens: it would be given to another test meanwhile, which would answer in its place.
    private Socket? _kept;
    private double _slow = 1;

    /// <summary>Makes one and listens.</summary>
    /// <param name="answer">Gives the answer to a request, which has ended when its asker goes away meanwhile.</param>
    /// <param name="port">Port of loopback; 0 for a free one.</param>
    /// <param name="certificate">Certificate to speak TLS with; null for plain text.</param>
    public WireServer(Func<WireRequest, CancellationToken, ValueTask<WireAnswer>> answer, int port = 0, X509Certificate2? certificate = null)
    {
        (_answer, _certificate, Port) = (answer, certificate, port);
        Open();
    }

    /// <summary>The port.</summary>
    public int Port { get; private set; }

    /// <summary>The server's root.</summary>
    public string Root => $"{(_certificate is null ? "http" : "https")}://{(_certificate is null ? "127.0.0.1" : "localhost")}:{Port}";

    /// <summary>Connections that are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>How many times longer waits take than they say.</summary>
    public double Slow
    {
        get => Volatile.Read(ref _slow);
        set => Volatile.Write(ref _slow, value);
    }

    /// <summary>Listens again after <see cref="Close"/>, on the same port.</summary>
    public void Open()
    {
        lock (_opening)
        {
            if (_listener is not null)
            {
                return;
            }

            var listener = _kept ?? Bound(Port);
            _kept = null;
            listener.Listen(512);
            Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            _listener = listener;
            _ = AcceptAsync(listener);
        }
    }

    /// <summary>Refuses connections from now on and resets those that are open.</summary>
    public void Close()
    {
        lock (_opening)
        {
            if (_listener is { } listener)
            {
                _listener = null;
                listener.Dispose();
                _kept = TryBound(Port);
            }
        }

        foreach (var connection in _connections.Keys)
        {
            connection.Reset();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Close();
        GiveBack();
        _end.Dispose();
    }

    // The port.
    private void GiveBack()
    {
        lock (_opening)
        {
            _kept?.Dispose();
            _kept = null;
        }
    }

    private static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket? TryBound(int port)
    {
        try
        {
            return Bound(port);
        }
        catch (SocketException)
        {
            // It is tried again when it opens.
            return null;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(_end.Token);
            }
            catch (SocketException) when (!_end.IsCancellationRequested && Volatile.Read(ref _listener) == listener)
            {
                // Who asked has gone before it was taken in, or there are too many sockets for the moment; the next one may be well.
                await Task.Delay(s_breath);
                continue;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            var connection = new WireConnection(socket, _certificate, _answer, () => Slow);
            _ = ServeAsync(connection);

            // Who was taken in while it closed goes as all others did.
            if (Volatile.Read(ref _listener) != listener)
            {
                connection.Reset();
            }
        }
    }

    private async Task ServeAsync(WireConnection connection)
    {
        _connections.TryAdd(connection, 0);

        // An answer without end is written for as long as its reader keeps up: whoever comes next must not wait for it.
        await Task.Yield();
        try
        {
            await connection.ServeAsync(_end.Token);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }
}
