namespace Mesh.Testing.Faults;

/// <summary>Cuts bytes where nobody should mind.</summary>
public static class Cuts
{
    /// <summary>Pieces that end in the middle of each character of more than one byte.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> InsideCharacters(ReadOnlyMemory<byte> bytes)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        var from = 0;
        for (var i = 1; i < bytes.Length; i++)
        {
            // A continuation byte: its character has begun before.
            if ((bytes.Span[i] & 0xC0) == 0x80)
            {
                pieces.Add(bytes[from..i]);
                from = i;
            }
        }

        pieces.Add(bytes[from..]);
        return pieces;
    }
}
