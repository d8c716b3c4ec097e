using System.Numerics;

namespace Mesh.Routing.Learning;

/// <summary>
/// The features that were seen in training, each with its row and its weight by rarity (inverse document frequency). Immutable.
/// </summary>
public sealed class Vocabulary
{
    private readonly uint[] _keys;
    private readonly int[] _rowAt;
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
        (_keys, _rowAt, _mask) = (new uint[slots], new int[slots], slots - 1);
        for (var row = 0; row < keys.Length; row++)
        {
            var slot = (int)(keys[row] & (uint)_mask);
            while (_rowAt[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            (_keys[slot], _rowAt[slot]) = (keys[row], row + 1);
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
        for (var slot = (int)(key & (uint)_mask); _rowAt[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (_keys[slot] == key)
            {
                return _rowAt[slot] - 1;
            }
        }

        return -1;
    }

    /// <summary>The block that a row belongs to.</summary>
    public FeatureBlock BlockOf(int row) => row < PairsFrom ? FeatureBlock.Words : row < GramsFrom ? FeatureBlock.Pairs : FeatureBlock.Grams;
}
