using System.Buffers.Binary;
using Mesh.Routing.Learning;

namespace Mesh.Routing.Outcomes;

/// <summary>
/// A hashed prompt as bytes: version, sizes, question, signals, keys, and counts of one byte each (255 stands for more). Five bytes a feature; a
/// prompt of 4,000 characters takes about 15 kB.
/// </summary>
public static class PackedPrompt
{
    /// <summary>Version of the format; another one is refused.</summary>
    public const byte Version = 1;

    private const int Head = 25;

    /// <summary>Packs a prompt.</summary>
    public static byte[] Pack(HashedPrompt prompt)
    {
        var packed = new byte[Head + (4 * prompt.Signals.Length) + (5 * prompt.Keys.Length)];
        packed[0] = Version;
        var rest = packed.AsSpan(1);
        foreach (var number in (ReadOnlySpan<int>)[prompt.Keys.Length, prompt.Signals.Length, prompt.PairsFrom, prompt.GramsFrom, prompt.Words, (int)prompt.Question])
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, number);
            rest = rest[4..];
        }

        foreach (var signal in prompt.Signals)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest, signal);
            rest = rest[4..];
        }

        foreach (var key in prompt.Keys)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, key);
            rest = rest[4..];
        }

        for (var i = 0; i < prompt.Counts.Length; i++)
        {
            rest[i] = (byte)Math.Min(byte.MaxValue, (int)prompt.Counts[i]);
        }

        return packed;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The bytes are none, of another version, or cut.</exception>
    public static HashedPrompt Unpack(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < Head || packed[0] != Version)
        {
            throw new FormatException(packed.Length == 0 ? "prompt: empty" : $"prompt: its format is version {packed[0]}, this program reads version {Version}; record anew");
        }

        Span<int> numbers = stackalloc int[6];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(packed[(1 + (4 * i))..]);
        }

        var (keys, signals, pairsFrom, gramsFrom) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        if (keys < 0 || signals != PromptSignals.Count || pairsFrom < 0 || pairsFrom > gramsFrom || gramsFrom > keys || numbers[4] < 0 || packed.Length != Head + (4L * signals) + (5L * keys))
        {
            throw new FormatException("prompt: its sizes do not fit its bytes; it was cut or damaged");
        }

        var rest = packed[Head..];
        var prompt = new HashedPrompt(new uint[keys], new ushort[keys], pairsFrom, gramsFrom, numbers[4], new float[signals], (uint)numbers[5]);
        for (var i = 0; i < signals; i++, rest = rest[4..])
        {
            prompt.Signals[i] = BinaryPrimitives.ReadSingleLittleEndian(rest);
        }

        for (var i = 0; i < keys; i++, rest = rest[4..])
        {
            prompt.Keys[i] = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        }

        for (var i = 0; i < keys; i++)
        {
            prompt.Counts[i] = rest[i];
        }

        return prompt;
    }
}
