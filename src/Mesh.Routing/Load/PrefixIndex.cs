using System.Numerics;

namespace Mesh.Routing.Load;

/// <summary>
/// Which endpoints are taken to have which beginnings of prompts in their caches. A prompt is a chain of block hashes, each of which
/// stands for everything up to its end. For each endpoint the blocks that were used last are kept, by the rule of the second chance,
/// no more than it was made for. Not thread-safe.
/// </summary>
public sealed class PrefixIndex
{
    private readonly List<int> _mostBlocks = [];
    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<Queue<int>> _rings = [];
    private readonly Stack<int> _free = new();
    private readonly Stack<int> _left = new();
    private int _words = 1;
    private ulong[] _hashes = new ulong[64];
    private ulong[] _holders = new ulong[64];
    private ulong[] _used = new ulong[64];

    /// <summary>Makes an empty one.</summary>
    /// <param name="mostBlocks">For each endpoint what <see cref="Join"/> takes.</param>
    public PrefixIndex(params ReadOnlySpan<int> mostBlocks)
    {
        foreach (var most in mostBlocks)
        {
            Join(most);
        }
    }

    /// <summary>How many endpoints there are.</summary>
    public int Endpoints => _mostBlocks.Count;

    /// <summary>Blocks that any endpoint has.</summary>
    public int Count => _places.Count;

    /// <summary>Blocks that an endpoint has.</summary>
    public int CountOf(int endpoint) => _rings[endpoint].Count;

    /// <summary>Makes room for one more endpoint; gives its place, which may be that of one that has left.</summary>
    /// <param name="mostBlocks">The most blocks that are kept for it: at least what its engine keeps; more does no harm.</param>
    public int Join(int mostBlocks)
    {
        if (_left.TryPop(out var place))
        {
            _mostBlocks[place] = mostBlocks;
            return place;
        }

        _mostBlocks.Add(mostBlocks);
        _rings.Add(new Queue<int>());
        if (_mostBlocks.Count > 64 * _words)
        {
            (_holders, _used) = (Widened(_holders), Widened(_used));
            _words++;
        }

        return _mostBlocks.Count - 1;
    }

    /// <summary>
    /// How many of the first blocks each endpoint has. Who has a block has those before it, nearly always: so it is looked only where
    /// the endpoints part, a logarithm of the length for each parting.
    /// </summary>
    /// <param name="blocks">The prompt.</param>
    /// <param name="matched">Takes the number of blocks for each endpoint.</param>
    public void Match(ReadOnlySpan<ulong> blocks, Span<int> matched)
    {
        matched[..Endpoints].Clear();
        Span<ulong> alive = stackalloc ulong[_words];
        if (blocks.IsEmpty || !_places.TryGetValue(blocks[0], out var first))
        {
            return;
        }

        Of(_holders, first).CopyTo(alive);
        for (var depth = 0; alive.ContainsAnyExcept(0UL);)
        {
            var next = Furthest(blocks, depth, alive) + 1;
            Part(alive, next < blocks.Length && _places.TryGetValue(blocks[next], out var place) ? Of(_holders, place) : [], next, matched);
            depth = next;
        }
    }

    /// <summary>How many of the first blocks one endpoint has.</summary>
    public int MatchAt(int endpoint, ReadOnlySpan<ulong> blocks)
    {
        var (word, bit) = (endpoint / 64, 1UL << (endpoint % 64));
        var matched = 0;
        while (matched < blocks.Length && _places.TryGetValue(blocks[matched], out var place) && (_holders[(place * _words) + word] & bit) != 0)
        {
            matched++;
        }

        return matched;
    }

    /// <summary>A prompt was sent to an endpoint.</summary>
    public void Add(int endpoint, ReadOnlySpan<ulong> blocks)
    {
        var (word, bit) = (endpoint / 64, 1UL << (endpoint % 64));

        // From the end: what goes first then is an end, not a beginning without which the rest is worth nothing.
        for (var i = Math.Min(blocks.Length, _mostBlocks[endpoint]) - 1; i >= 0; i--)
        {
            var place = (PlaceOf(blocks[i]) * _words) + word;
            if ((_holders[place] & bit) != 0)
            {
                _used[place] |= bit;
                continue;
            }

            _holders[place] |= bit;
            _used[place] &= ~bit;
            _rings[endpoint].Enqueue(place / _words);
            if (_rings[endpoint].Count > _mostBlocks[endpoint])
            {
                DropOne(endpoint, word, bit);
            }
        }
    }

    /// <summary>An endpoint's cache is empty: its engine has started anew.</summary>
    public void Forget(int endpoint)
    {
        var (word, bit) = (endpoint / 64, 1UL << (endpoint % 64));
        while (_rings[endpoint].TryDequeue(out var place))
        {
            Drop(place, word, bit);
        }
    }

    /// <summary>An endpoint is no more.</summary>
    public void Leave(int endpoint)
    {
        Forget(endpoint);
        _left.Push(endpoint);
    }

    private ulong[] Widened(ulong[] masks)
    {
        var wide = new ulong[_hashes.Length * (_words + 1)];
        for (var i = 0; i < _hashes.Length; i++)
        {
            masks.AsSpan(i * _words, _words).CopyTo(wide.AsSpan(i * (_words + 1)));
        }

        return wide;
    }

    private Span<ulong> Of(ulong[] masks, int place) => masks.AsSpan(place * _words, _words);

    private int PlaceOf(ulong hash)
    {
        if (_places.TryGetValue(hash, out var place))
        {
            return place;
        }

        if (!_free.TryPop(out place))
        {
            place = _places.Count;
            if (place == _hashes.Length)
            {
                Array.Resize(ref _hashes, 2 * place);
                Array.Resize(ref _holders, 2 * place * _words);
                Array.Resize(ref _used, 2 * place * _words);
            }
        }

        _hashes[place] = hash;
        _places.Add(hash, place);
        return place;
    }

    // The oldest one that was not used since it was last looked at.
    private void DropOne(int endpoint, int word, ulong bit)
    {
        while (true)
        {
            var place = _rings[endpoint].Dequeue();
            ref var used = ref _used[(place * _words) + word];
            if ((used & bit) == 0)
            {
                Drop(place, word, bit);
                return;
            }

            used &= ~bit;
            _rings[endpoint].Enqueue(place);
        }
    }

    private void Drop(int place, int word, ulong bit)
    {
        _holders[(place * _words) + word] &= ~bit;
        if (!Of(_holders, place).ContainsAnyExcept(0UL))
        {
            _places.Remove(_hashes[place]);
            _free.Push(place);
        }
    }

    // The last block that all of them have.
    private int Furthest(ReadOnlySpan<ulong> blocks, int depth, ReadOnlySpan<ulong> alive)
    {
        var step = 1;
        while (depth + step < blocks.Length && HaveAll(blocks[depth + step], alive))
        {
            depth += step;
            step *= 2;
        }

        for (; step > 0; step /= 2)
        {
            if (depth + step < blocks.Length && HaveAll(blocks[depth + step], alive))
            {
                depth += step;
            }
        }

        return depth;
    }

    private bool HaveAll(ulong block, ReadOnlySpan<ulong> alive)
    {
        if (!_places.TryGetValue(block, out var place))
        {
            return false;
        }

        var holders = Of(_holders, place);
        for (var i = 0; i < alive.Length; i++)
        {
            if ((alive[i] & ~holders[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    // Whoever does not hold the next block has as many as were before it.
    private static void Part(Span<ulong> alive, ReadOnlySpan<ulong> holders, int next, Span<int> matched)
    {
        for (var i = 0; i < alive.Length; i++)
        {
            var gone = alive[i] & ~(holders.IsEmpty ? 0 : holders[i]);
            alive[i] &= ~gone;
            for (; gone != 0; gone &= gone - 1)
            {
                matched[(64 * i) + BitOperations.TrailingZeroCount(gone)] = next;
            }
        }
    }
}
