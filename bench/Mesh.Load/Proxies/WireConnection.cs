using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Load.Proxies;

/// <summary>
/// One kept HTTP/1.1 connection that sends prepared bytes and reads answers at the least cost: on a small machine a full client
/// would take more of the processor than what is measured.
/// </summary>
internal sealed class WireConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;

    private WireConnection()
    {
    }

    /// <summary>Opens one.</summary>
    public static async Task<WireConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var connection = new WireConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return connection;
    }

    /// <summary>Sends a request and reads its answer to the end; the body goes to <paramref name="frames"/> if there is one.</summary>
    /// <returns>The HTTP status.</returns>
    /// <exception cref="IOException">The connection broke off.</exception>
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, FrameWatch? frames, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, SocketFlags.None, cancellationToken);
        var (status, length) = await ReadHeadAsync(cancellationToken);
        if (length is { } bytes)
        {
            await ReadBytesAsync(bytes, frames, cancellationToken);
            return status;
        }

        while (await ReadChunkLengthAsync(cancellationToken) is var chunk)
        {
            await ReadBytesAsync(chunk, frames, cancellationToken);
            await ReadBytesAsync(2, null, cancellationToken);
            if (chunk == 0)
            {
                return status;
            }
        }

        return status;
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<(int Status, long? Length)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(_from, _to - _from).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync(cancellationToken);
        }

        var head = _buffer.AsSpan(_from, end + 2);
        _from += end + 4;
        _ = Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _);
        long? length = null;
        while (head.IndexOf("\r\n"u8) is var line and >= 0)
        {
            const string Name = "content-length:";
            if (line > Name.Length && System.Text.Ascii.EqualsIgnoreCase(head[..Name.Length], Name) && Utf8Parser.TryParse(head[Name.Length..line].TrimStart((byte)' '), out long value, out _))
            {
                length = value;
            }

            head = head[(line + 2)..];
        }

        return (status, length);
    }

    private async ValueTask<long> ReadChunkLengthAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(_from, _to - _from).IndexOf("\r\n"u8)) < 0)
        {
            await FillAsync(cancellationToken);
        }

        if (!Utf8Parser.TryParse(_buffer.AsSpan(_from, end), out long length, out _, 'X'))
        {
            throw new IOException("a chunk has no length");
        }

        _from += end + 2;
        return length;
    }

    private async ValueTask ReadBytesAsync(long count, FrameWatch? frames, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (_from == _to)
            {
                await FillAsync(cancellationToken);
            }

            var take = (int)Math.Min(count, _to - _from);
            frames?.Take(_buffer.AsSpan(_from, take));
            _from += take;
            count -= take;
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        if (_to == _buffer.Length)
        {
            throw new IOException("a head or chunk line is longer than the buffer");
        }

        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_to), SocketFlags.None, cancellationToken);
        _to += read == 0 ? throw new IOException("the connection was closed") : read;
    }
}
