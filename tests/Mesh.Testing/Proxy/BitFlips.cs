namespace Mesh.Testing.Proxy;

/// <summary>
/// Turns over one bit in a share of the bytes. The places depend on the seed, the share and how many bytes came before, and on no clock.
/// </summary>
internal sealed class BitFlips(Random draw)
{
    private double _share;
    private long _untilNext;

    /// <summary>Goes over the next bytes.</summary>
    public void Apply(Span<byte> bytes, double share)
    {
        if (share <= 0)
        {
            _share = 0;
            return;
        }

        if (share != _share)
        {
            (_share, _untilNext) = (share, Gap(share));
        }

        for (; _untilNext < bytes.Length; _untilNext += 1 + Gap(share))
        {
            bytes[(int)_untilNext] ^= (byte)(1 << draw.Next(8));
        }

        _untilNext -= bytes.Length;
    }

    // Bytes between two hits, geometrically distributed: the same as a draw for each byte.
    private long Gap(double share) => share >= 1 ? 0 : (long)Math.Min(int.MaxValue, Math.Log(1 - draw.NextDouble()) / Math.Log(1 - share));
}
