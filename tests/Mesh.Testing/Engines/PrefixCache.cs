namespace Mesh.Testing.Engines;

/// <summary>Knows which beginnings of prompts have been read before, in blocks of 16 words. Thread-safe.</summary>
internal sealed class PrefixCache
{
    private const int BlockWords = 16;
    private const int MostBlocks = 100_000;
    private readonly HashSet<int> _blocks = [];
    private readonly Lock _lock = new();

    /// <summary>Words at a prompt's begin that need not be read again; from now on all of it is known.</summary>
    public int Match(IReadOnlyList<string> words)
    {
        lock (_lock)
        {
            if (_blocks.Count > MostBlocks)
            {
                _blocks.Clear();
            }

            var (hash, matched, unbroken) = (0, 0, true);
            for (var from = 0; from + BlockWords <= words.Count; from += BlockWords)
            {
                for (var i = from; i < from + BlockWords; i++)
                {
                    hash = HashCode.Combine(hash, words[i]);
                }

                unbroken &= !_blocks.Add(hash);
                matched += unbroken ? BlockWords : 0;
            }

            return matched;
        }
    }

    /// <summary>Nothing is known any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _blocks.Clear();
        }
    }
}
