using System.Collections.Immutable;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Mesh.Silo.Api.Requests;

/// <summary>
/// Cuts a prompt into blocks and hashes each with everything before it and with whose it is, so that equal beginnings are known again
/// and nobody learns by speed what another tenant has asked. What a client writes the same way each time is enough: nothing is parsed.
/// </summary>
internal sealed class PromptBlocks
{
    /// <summary>Most blocks; what is beyond them is not looked at.</summary>
    public const int Most = 1024;

    // About 128 tokens.
    private const int BlockBytes = 512;
    private readonly XxHash64 _hash = new();
    private readonly ImmutableArray<ulong>.Builder _blocks = ImmutableArray.CreateBuilder<ulong>();
    private readonly int _size;
    private int _inBlock;

    private PromptBlocks(string tenant, int size)
    {
        _size = size;
        _hash.Append(Encoding.UTF8.GetBytes(tenant));
    }

    /// <summary>The blocks of a body as it came.</summary>
    public static ImmutableArray<ulong> Of(string tenant, ReadOnlySpan<byte> body)
    {
        var blocks = new PromptBlocks(tenant, BlockBytes);
        blocks.Append(body);
        return blocks._blocks.DrainToImmutable();
    }

    /// <summary>The blocks of messages, by who speaks and what is said.</summary>
    public static ImmutableArray<ulong> Of(string tenant, IEnumerable<(int Speaker, string Text)> said)
    {
        // Two bytes a character.
        var blocks = new PromptBlocks(tenant, 2 * BlockBytes);
        foreach (var (speaker, text) in said)
        {
            blocks.Append([(byte)speaker]);
            blocks.Append(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        return blocks._blocks.DrainToImmutable();
    }

    // What does not fill a block is no block: its end would be another one next time.
    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _blocks.Count < Most)
        {
            var taken = bytes[..Math.Min(bytes.Length, _size - _inBlock)];
            _hash.Append(taken);
            _inBlock += taken.Length;
            bytes = bytes[taken.Length..];
            if (_inBlock == _size)
            {
                _blocks.Add(_hash.GetCurrentHashAsUInt64());
                _inBlock = 0;
            }
        }
    }
}
