using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Testing.Wire;

/// <summary>One connection: reads requests and plays their answers until it ends.</summary>
internal sealed class WireConnection(Socket socket, X509Certificate2? certificate, Func<WireRequest, CancellationToken, ValueTask<WireAnswer>> answer, Func<double> slow)
{
    private const int MostAtOnce = 64 * 1024;

    // Whether the answer that is played has been played to its end.
    private bool _whole;

    /// <summary>Serves it to its end.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        using (socket)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                socket.NoDelay = true;
                await using var plain = new NetworkStream(socket);
                await using var stream = certificate is null ? plain : await SecureAsync(plain, certificate, cancellationToken);
                var requests = new WireRequestReader(stream);
                while (await requests.ReadAsync(cancellationToken) is { } request && await PlayAsync(stream, await AnswerAsync(request, gone), cancellationToken) && !request.Close)
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

    // Who has to wait for an answer may go away meanwhile.
    private async ValueTask<WireAnswer> AnswerAsync(WireRequest request, CancellationTokenSource gone)
    {
        var answering = answer(request, gone.Token);
        if (answering.IsCompleted)
        {
            return await answering;
        }

        using var here = CancellationTokenSource.CreateLinkedTokenSource(gone.Token);
        var watch = WatchAsync(gone, here.Token);
        try
        {
            return await answering;
        }
        finally
        {
            await here.CancelAsync();
            await watch;
        }
    }

    // Says whether the connection can take another request.
    private async Task<bool> PlayAsync(Stream stream, WireAnswer played, CancellationToken cancellationToken)
    {
        _whole = false;
        try
        {
            if (!played.Lasts)
            {
                return await PlayAsync(stream, played.Steps, cancellationToken);
            }

            using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watch = WatchAsync(gone, gone.Token);
            try
            {
                return await PlayAsync(stream, played.Steps, gone.Token);
            }
            finally
            {
                await gone.CancelAsync();
                await watch;
            }
        }
        finally
        {
            played.Done?.Invoke(_whole);
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
                case WireStep.Tail tail:
                    _whole = true;
                    await stream.WriteAsync(tail.Bytes, cancellationToken);
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
                    _whole = true;
                    Reset();
                    return false;
                default:
                    _whole = true;
                    socket.Shutdown(SocketShutdown.Send);
                    return false;
            }
        }

        _whole = true;
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
            if (drip.Pause > TimeSpan.Zero && i < drip.Bytes.Length - 1)
            {
                await Task.Delay(drip.Pause * slow(), cancellationToken);
            }
        }
    }

    // A client that waits for an answer sends nothing: what can be read is its going away, or the next request, which waits its turn.
    private async Task WatchAsync(CancellationTokenSource gone, CancellationToken over)
    {
        try
        {
            if (await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, over) > 0)
            {
                return;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone.
        }

        await gone.CancelAsync();
    }
}
