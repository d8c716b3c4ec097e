namespace Mesh.Providers.Tests.OpenAI;

/// <summary>A stream that gives its pieces one read at a time.</summary>
internal sealed class PiecewiseStream(IReadOnlyList<byte[]> pieces) : MemoryStream
{
    private int _piece;
    private int _from;

    /// <summary>A body that arrives does not know its length.</summary>
    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_piece < pieces.Count && _from == pieces[_piece].Length)
        {
            (_piece, _from) = (_piece + 1, 0);
        }

        if (_piece == pieces.Count)
        {
            return ValueTask.FromResult(0);
        }

        var size = Math.Min(buffer.Length, pieces[_piece].Length - _from);
        pieces[_piece].AsMemory(_from, size).CopyTo(buffer);
        _from += size;
        return ValueTask.FromResult(size);
    }
}
