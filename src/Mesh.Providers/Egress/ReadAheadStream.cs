using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Providers.Egress;

/// <summary>
/// A connection that takes at once what has arrived. Whoever speaks HTTP/1.1 reads pieces of 4 KiB, each with a call of the system; a burst
/// of frames is fetched here by one or two, and handed on from memory. Nothing is waited for that was not asked for, and a connection on
/// which nothing is left unread holds no memory.
/// </summary>
public sealed class ReadAheadStream : Stream
{
    /// <summary>Most bytes that are taken ahead.</summary>
    public const int MostAhead = 32 * 1024;

    private readonly Socket _socket;
    private readonly NetworkStream _connection;
    private byte[]? _ahead;
    private int _taken;
    private int _arrived;

    private ReadAheadStream(Socket socket)
    {
        _socket = socket;
        _connection = new NetworkStream(socket, ownsSocket: true);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens a connection.</summary>
    /// <param name="host">Where to.</param>
    /// <param name="receiveBufferBytes">What the system may hold of what nobody reads; null leaves that to the system.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, int? receiveBufferBytes, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBufferBytes is { } most)
            {
                socket.ReceiveBufferSize = most;
            }

            await socket.ConnectAsync(host, cancellationToken);
            return new ReadAheadStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        IsAhead(buffer.Length) ? ValueTask.FromResult(Take(buffer.Span)) : _connection.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => IsAhead(buffer.Length) ? Take(buffer) : _connection.Read(buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _connection.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _connection.WriteAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _connection.Write(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => _connection.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // What is ahead is not given back to the pool: a read may be at it on another thread.
        if (disposing)
        {
            _connection.Dispose();
        }

        base.Dispose(disposing);
    }

    // Only where more is there than the reader has room for: what fits is read straight into its place.
    private bool IsAhead(int room)
    {
        if (_ahead is not null)
        {
            return true;
        }

        if (room == 0 || Arrived() <= room)
        {
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MostAhead);
        (_taken, _arrived) = (0, _connection.Read(buffer.AsSpan(0, MostAhead)));
        _ahead = buffer;
        return true;
    }

    // A closed connection says what is wrong when it is read.
    private int Arrived()
    {
        try
        {
            return _socket.Available;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private int Take(Span<byte> room)
    {
        var count = Math.Min(room.Length, _arrived - _taken);
        _ahead.AsSpan(_taken, count).CopyTo(room);
        _taken += count;
        if (_taken == _arrived)
        {
            ArrayPool<byte>.Shared.Return(_ahead!);
            _ahead = null;
        }

        return count;
    }
}
