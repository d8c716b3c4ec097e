using System.Buffers.Binary;
using System.Text;

namespace Mesh.Routing.Learning;

/// <summary>Reads what <see cref="ArtifactWriter"/> wrote; no length is believed that the bytes left can't hold.</summary>
internal ref struct ArtifactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Next(4));

    public uint UInt() => BinaryPrimitives.ReadUInt32LittleEndian(Next(4));

    public ulong ULong() => BinaryPrimitives.ReadUInt64LittleEndian(Next(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Next(8));

    public string Text() => Encoding.UTF8.GetString(Next(Length(1)));

    public float[] Floats()
    {
        var values = new float[Length(4)];
        foreach (ref var value in values.AsSpan())
        {
            value = BinaryPrimitives.ReadSingleLittleEndian(Next(4));
        }

        return values;
    }

    public float[] Halves()
    {
        var values = new float[Length(2)];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)BinaryPrimitives.ReadHalfLittleEndian(Next(2));
        }

        return values;
    }

    public uint[] UInts()
    {
        var values = new uint[Length(4)];
        foreach (ref var value in values.AsSpan())
        {
            value = UInt();
        }

        return values;
    }

    public int[] Ints()
    {
        var values = new int[Length(4)];
        foreach (ref var value in values.AsSpan())
        {
            value = Int();
        }

        return values;
    }

    public short[] Shorts()
    {
        var values = new short[Length(2)];
        foreach (ref var value in values.AsSpan())
        {
            value = BinaryPrimitives.ReadInt16LittleEndian(Next(2));
        }

        return values;
    }

    /// <summary>A count of things of which each takes at least <paramref name="size"/> bytes.</summary>
    public int Length(int size)
    {
        var length = Int();
        return length >= 0 && (long)length * size <= _bytes.Length - _at ? length : throw Broken();
    }

    public readonly FormatException Broken() => new($"artefact: broken at byte {_at} of {_bytes.Length}; copy it again or train the router anew");

    private ReadOnlySpan<byte> Next(int size)
    {
        if (size > _bytes.Length - _at)
        {
            throw Broken();
        }

        var next = _bytes.Slice(_at, size);
        _at += size;
        return next;
    }
}
