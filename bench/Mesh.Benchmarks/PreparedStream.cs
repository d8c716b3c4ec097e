namespace Mesh.Benchmarks;

/// <summary>A stream whose every read gives one prepared piece.</summary>
internal sealed class PreparedStream(byte[][] pieces) : Stream
{
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // The pieces are smaller than any buffer that a reader of events takes.
    public override int Read(Span<byte> buffer)
    {
        if (_next == pieces.Length)
        {
            return 0;
        }

        var piece = pieces[_next++];
        piece.CopyTo(buffer);
        return piece.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
