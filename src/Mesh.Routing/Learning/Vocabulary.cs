using System.Numerics;

namespace Mesh.Routing.Learning;

/// <summary>
/// The features that were seen in training, each with its row and its weight by rarity (inverse document frequency). Immutable.
/// </summary>
public sealed class Vocabulary
{
    // Key and row + 1 side by side: one look at memory for both. 0 is an empty slot.
    private readonly ulong[] _slots;
    private readonly int _mask;

    /// <summary>Makes a vocabulary; a feature's row is its place in <paramref name="keys"/>.</summary>
    /// <param name="keys">Hashes of the features, blocks one after the other.</param>
    /// <param name="rarity">Weight of each.</param>
    /// <param name="pairsFrom">Row of the first pair of words.</param>
    /// <param name="gramsFrom">Row of the first four characters.</param>
    public Vocabulary(uint[] keys, float[] rarity, int pairsFrom, int gramsFrom)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(rarity);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rarity.Length, keys.Length);
        (Keys, Rarity, PairsFrom, GramsFrom) = (keys, rarity, pairsFrom, gramsFrom);
        var slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, keys.Length * 2));
        (_slots, _mask) = (new ulong[slots], slots - 1);
        for (var row = 0; row < keys.Length; row++)
        {
            var slot = (int)(keys[row] & (uint)_mask);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = ((ulong)keys[row] << 32) | (uint)(row + 1);
        }
    }

    /// <summary>Features known.</summary>
    public int Count => Keys.Length;

    /// <summary>Row of the first pair of words.</summary>
    public int PairsFrom { get; }

    /// <summary>Row of the first four characters.</summary>
    public int GramsFrom { get; }

    internal uint[] Keys { get; }

    internal float[] Rarity { get; }

    /// <summary>The row of a feature; -1 where it isn't known.</summary>
    public int RowOf(uint key)
    {
        var slot = (int)(key & (uint)_mask);
        for (var entry = _slots[slot]; entry != 0; entry = _slots[slot])
        {
            if ((uint)(entry >> 32) == key)
            {
                return (int)(uint)entry - 1;
            }

            slot = (slot + 1) & _mask;
        }

        return -1;
    }
}
