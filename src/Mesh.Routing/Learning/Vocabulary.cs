using System.Numerics;

namespace Mesh.Routing.Learning;

/// <summary>
/// The features that were seen in training, each with its row and its weight by rarity (inverse document frequency). Immutable.
/// </summary>
public sealed class Vocabulary
{
    private const int Run = 256;

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

    /// <summary>The rows of many features, counted from 1; 0 where one isn't known.</summary>
    /// <param name="keys">Hashes of the features.</param>
    /// <param name="places">Filled; as long as <paramref name="keys"/>.</param>
    internal void PlacesOf(ReadOnlySpan<uint> keys, Span<int> places)
    {
        // All looks at memory of a run first, none of which waits for another, since most of them miss the processor's caches. Of the next
        // slot too: it is most often beside the first one.
        Span<ulong> first = stackalloc ulong[Run];
        Span<ulong> second = stackalloc ulong[Run];
        var (slots, mask) = (_slots, (uint)_mask);
        for (var from = 0; from < keys.Length; from += Run)
        {
            var run = keys.Slice(from, Math.Min(Run, keys.Length - from));
            for (var i = 0; i < run.Length; i++)
            {
                first[i] = slots[run[i] & mask];
                second[i] = slots[(run[i] + 1) & mask];
            }

            var found = places.Slice(from, run.Length);
            for (var i = 0; i < run.Length; i++)
            {
                var key = run[i];
                var other = ((uint)(first[i] >> 32) ^ key) * (ulong)(uint)first[i];
                var entry = Dense.Choose(other != 0, second[i], first[i]);
                if ((uint)(entry >> 32) != key && entry != 0)
                {
                    entry = After(key);
                }

                found[i] = (int)(uint)entry;
            }
        }
    }

    // The entry of a key whose first slots other keys have; 0 where there is none.
    private ulong After(uint key)
    {
        var slot = (int)(key & (uint)_mask);
        ulong entry;
        do
        {
            slot = (slot + 1) & _mask;
            entry = _slots[slot];
        }
        while (entry != 0 && (uint)(entry >> 32) != key);
        return entry;
    }

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
