using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Testing.Wire;

/// <summary>One connection: reads requests and plays their answers until it ends.</summary>
internal sealed class WireConnection(Socket socket, X509Certificate2? certificate, Func<WireRequest, ValueTask<WireAnswer>> answer, Func<double> slow)
{
    private const int MostAtOnce = 64 * 1024;

    /// <summary>Serves it to its end.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await using var plain = new NetworkStream(socket);
                await using var stream = certificate is null ? plain : await SecureAsync(plain, certificate, cancellationToken);
                var requests = new WireRequestReader(stream);
                while (await requests.ReadAsync(cancellationToken) is { } request && await PlayAsync(stream, await answer(request), cancellationToken) && !request.Close)
                {
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidDataException or AuthenticationException or FormatException)
            {
                // The other side went away, or is not one of ours.
            }
        }
    }

    /// <summary>Ends it with RST.</summary>
    public void Reset()
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

    private static async Task<Stream> SecureAsync(Stream plain, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        return secure;
    }

    // Says whether the connection can take another request.
    private async Task<bool> PlayAsync(Stream stream, WireAnswer played, CancellationToken cancellationToken)
    {
        var ended = false;
        try
        {
            if (!played.Lasts)
            {
                var stays = await PlayAsync(stream, played.Steps, cancellationToken);
                ended = true;
                return stays;
            }

            using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watch = WatchAsync(gone);
            try
            {
                var stays = await PlayAsync(stream, played.Steps, gone.Token);
                ended = true;
                return stays;
            }
            finally
            {
                await gone.CancelAsync();
                await watch;
            }
        }
        finally
        {
            played.Done?.Invoke(ended);
        }
    }

    private async Task<bool> PlayAsync(Stream stream, IReadOnlyList<WireStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case WireStep.Send send:
                    await stream.WriteAsync(send.Bytes, cancellationToken);
                    break;
                case WireStep.Repeat repeat:
                    await RepeatAsync(stream, repeat, cancellationToken);
                    break;
                case WireStep.Drip drip:
                    await DripAsync(stream, drip, cancellationToken);
                    break;
                case WireStep.Wait wait:
                    await Task.Delay(wait.Duration * slow(), cancellationToken);
                    break;
                case WireStep.Hang:
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    break;
                case WireStep.Reset:
                    Reset();
                    return false;
                default:
                    socket.Shutdown(SocketShutdown.Send);
                    return false;
            }
        }

        return true;
    }

    private static async Task RepeatAsync(Stream stream, WireStep.Repeat repeat, CancellationToken cancellationToken)
    {
        var atOnce = (int)Math.Clamp(MostAtOnce / repeat.Bytes.Length, 1, repeat.Times);
        var block = new byte[atOnce * repeat.Bytes.Length];
        for (var i = 0; i < atOnce; i++)
        {
            repeat.Bytes.CopyTo(block.AsMemory(i * repeat.Bytes.Length));
        }

        for (var left = repeat.Times; left > 0; left -= atOnce)
        {
            await stream.WriteAsync(block.AsMemory(0, (int)Math.Min(atOnce, left) * repeat.Bytes.Length), cancellationToken);
        }
    }

    private async Task DripAsync(Stream stream, WireStep.Drip drip, CancellationToken cancellationToken)
    {
        for (var i = 0; i < drip.Bytes.Length; i++)
        {
            // A pause under a millisecond is none but for its turn in the queue, until somebody slows it down.
            await stream.WriteAsync(drip.Bytes.Slice(i, 1), cancellationToken);
            await Task.Delay(drip.Pause * slow(), cancellationToken);
        }
    }

    // A client that waits for an answer sends nothing: what can be read is its going away, or the next request, which waits its turn.
    private async Task WatchAsync(CancellationTokenSource gone)
    {
        try
        {
            if (await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, gone.Token) > 0)
            {
                return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It has gone, or the answer is played.
        }

        await gone.CancelAsync();
    }
}
