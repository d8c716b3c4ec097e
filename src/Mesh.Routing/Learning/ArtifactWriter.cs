using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Mesh.Routing.Learning;

/// <summary>Writes the values of an artefact, little-endian; numbers of which there are many take two bytes.</summary>
internal sealed class ArtifactWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    public void Write(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Next(8), value);

    public void Write(string value)
    {
        Write(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, Next(Encoding.UTF8.GetByteCount(value)));
    }

    public void Write(float[] values)
    {
        Write(values.Length);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(Next(4), value);
        }
    }

    public void WriteHalves(float[] values)
    {
        Write(values.Length);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteHalfLittleEndian(Next(2), (Half)value);
        }
    }

    public void Write(uint[] values)
    {
        Write(values.Length);
        foreach (var value in values)
        {
            Write(value);
        }
    }

    public void Write(int[] values)
    {
        Write(values.Length);
        foreach (var value in values)
        {
            Write(value);
        }
    }

    public void Write(short[] values)
    {
        Write(values.Length);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt16LittleEndian(Next(2), value);
        }
    }

    private Span<byte> Next(int size)
    {
        var span = _buffer.GetSpan(size)[..size];
        _buffer.Advance(size);
        return span;
    }
}
