using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Testing.Proxy;

/// <summary>
/// Stands between a client and a server and spoils their bytes as told: delays, stalls, throttles, cuts, resets, turns bits over,
/// swallows; each direction by itself, on connections that stand and on those that come, and differently at any time. The same seed
/// spoils the same bytes of the same connection. A direction of a connection holds at most a mebibyte.
/// </summary>
public sealed class TcpFaultProxy : IAsyncDisposable
{
    /// <summary>Most connections at once; more are reset.</summary>
    public const int MostConnections = 1024;

    private readonly EndPoint _target;
    private readonly int _seed;
    private readonly TimeProvider _clock;
    private readonly FaultSwitch _faults = new();
    private readonly Socket _listener;
    private readonly ConcurrentDictionary<ProxyLink, byte> _links = new();
    private readonly ConcurrentDictionary<Socket, byte> _held = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private (long ToServer, long ToClient) _over;

    /// <summary>Makes one and listens.</summary>
    /// <param name="target">Where connections are led.</param>
    /// <param name="seed">Seed of what is drawn: the bits that are turned over, and jitter.</param>
    /// <param name="listen">Where it listens; null for a free port of loopback.</param>
    /// <param name="clock">Clock of delays and throttles; null for the system's.</param>
    public TcpFaultProxy(EndPoint target, int seed = 1, IPEndPoint? listen = null, TimeProvider? clock = null)
    {
        (_target, _seed, _clock) = (target, seed, clock ?? TimeProvider.System);
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(listen ?? new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(MostConnections);
        _accepting = AcceptAsync();
    }

    /// <summary>Makes one before a port of loopback.</summary>
    public TcpFaultProxy(int targetPort, int seed = 1)
        : this(new IPEndPoint(IPAddress.Loopback, targetPort), seed)
    {
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What it does from now on.</summary>
    public ProxyFaults Faults
    {
        get => _faults.Now;
        set => _faults.Set(value);
    }

    /// <summary>Connections that stand, those in a black hole included.</summary>
    public int Connections => _links.Count + _held.Count;

    /// <summary>Bytes that have reached the server.</summary>
    public long BytesToServer => Volatile.Read(ref _over.ToServer) + _links.Keys.Sum(l => l.ToServer);

    /// <summary>Bytes that have reached clients.</summary>
    public long BytesToClient => Volatile.Read(ref _over.ToClient) + _links.Keys.Sum(l => l.ToClient);

    /// <summary>Bytes of the connections that stand that were thrown away.</summary>
    public long BytesSwallowed => _links.Keys.Sum(l => l.Swallowed);

    /// <summary>Ends every connection with a reset to both sides.</summary>
    public void ResetAll()
    {
        foreach (var link in _links.Keys)
        {
            link.Reset();
        }

        foreach (var socket in _held.Keys)
        {
            if (_held.TryRemove(socket, out _))
            {
                Reset(socket);
            }
        }
    }

    /// <summary>Plays a script to its end. What the last step says stays.</summary>
    public async Task PlayAsync(IEnumerable<ProxyStep> script, CancellationToken cancellationToken = default)
    {
        foreach (var step in script)
        {
            await Task.Delay(step.After, _clock, cancellationToken);
            if (step.ResetsAll)
            {
                ResetAll();
            }

            Faults = step.Faults;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        ResetAll();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new ConcurrentDictionary<Task, byte>();
        for (var number = 0; ; number++)
        {
            try
            {
                var client = await _listener.AcceptAsync(_end.Token);
                if (Faults.Accepts == AcceptFault.Reset || Connections >= MostConnections)
                {
                    Reset(client);
                }
                else if (Faults.Accepts == AcceptFault.BlackHole)
                {
                    _held[client] = 0;
                }
                else
                {
                    var served = ServeAsync(client, unchecked((_seed * 65_537) + number));
                    serving[served] = 0;
                    _ = served.ContinueWith(t => serving.TryRemove(t, out _), TaskScheduler.Default);
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException)
            {
                // The client went away before it was accepted.
            }
        }

        ResetAll();
        await Task.WhenAll(serving.Keys);
    }

    private async Task ServeAsync(Socket client, int seed)
    {
        var link = new ProxyLink(client, _target, _faults, seed, _clock);
        _links[link] = 0;
        await link.ServeAsync(_end.Token);
        _links.TryRemove(link, out _);
        Interlocked.Add(ref _over.ToServer, link.ToServer);
        Interlocked.Add(ref _over.ToClient, link.ToClient);
    }

    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
