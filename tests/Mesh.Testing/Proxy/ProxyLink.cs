using System.Net;
using System.Net.Sockets;

namespace Mesh.Testing.Proxy;

/// <summary>One connection through the proxy: the client's socket, the server's, and a flow each way.</summary>
internal sealed class ProxyLink(Socket client, EndPoint target, FaultSwitch faults, int seed, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(30);
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private ProxyFlow? _up;
    private ProxyFlow? _down;

    /// <summary>Bytes that have reached the server.</summary>
    public long ToServer => _up?.Passed ?? 0;

    /// <summary>Bytes that have reached the client.</summary>
    public long ToClient => _down?.Passed ?? 0;

    /// <summary>Bytes that were thrown away.</summary>
    public long Swallowed => (_up?.Swallowed ?? 0) + (_down?.Swallowed ?? 0);

    /// <summary>Serves it to its end.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            client.NoDelay = true;
            using (var patience = new CancellationTokenSource(s_connect, clock))
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken))
            {
                await _server.ConnectAsync(target, both.Token);
            }

            (_up, _down) = (Flow(client, _server, f => f.ToServer, 0), Flow(_server, client, f => f.ToClient, 1));
            await Task.WhenAll(CarryAsync(_up, client, _server, end), CarryAsync(_down, _server, client, end));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The target cannot be reached: the client learns of it as abruptly.
            Reset();
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    /// <summary>Ends it with a reset to both sides.</summary>
    public void Reset()
    {
        foreach (var socket in (ReadOnlySpan<Socket>)[client, _server])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It has ended already.
            }
        }
    }

    private ProxyFlow Flow(Socket from, Socket to, Func<ProxyFaults, FlowFaults> ours, int direction) =>
        new(from, to, faults, ours, unchecked((seed * 2) + direction), clock);

    private async Task CarryAsync(ProxyFlow flow, Socket from, Socket to, CancellationTokenSource end)
    {
        try
        {
            switch (await flow.RunAsync(end.Token))
            {
                case FlowEnd.HalfClose:
                    to.Shutdown(SocketShutdown.Send);
                    return;
                case FlowEnd.Close:
                    // Whoever learns of the end by its own side finds the other one ended too.
                    from.Shutdown(SocketShutdown.Send);
                    to.Shutdown(SocketShutdown.Send);
                    break;
                default:
                    Reset();
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A side went away: the other one learns of it as abruptly.
            Reset();
        }

        await end.CancelAsync();
    }
}
