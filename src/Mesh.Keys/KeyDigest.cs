using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Mesh.Keys;

/// <summary>The SHA-256 of a whole presented key: what stands for it in memory, so that no dump shows the key itself.</summary>
/// <param name="A">Its first eight bytes.</param>
/// <param name="B">The next.</param>
/// <param name="C">The next.</param>
/// <param name="D">The last.</param>
internal readonly record struct KeyDigest(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The digest of a presented key.</summary>
    public static KeyDigest Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        var words = MemoryMarshal.Cast<byte, ulong>(hash);
        return new KeyDigest(words[0], words[1], words[2], words[3]);
    }
}
