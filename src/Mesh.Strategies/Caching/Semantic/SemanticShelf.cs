namespace Mesh.Strategies.Caching.Semantic;

/// <summary>The questions of one tenant on one route, and the order in which they were used. Not thread-safe but for the lists that it gives out, which never change.</summary>
internal sealed class SemanticShelf
{
    private readonly Dictionary<string, SemanticEntry[]> _contexts = new(StringComparer.Ordinal);
    private readonly LinkedList<SemanticEntry> _used = new();

    /// <summary>Bytes of its questions.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count => _used.Count;

    /// <summary>The questions of a context.</summary>
    public SemanticEntry[] Of(string context) => _contexts.GetValueOrDefault(context, []);

    /// <summary>Adds one, in the place of an older one with the same answer.</summary>
    public void Add(string context, SemanticEntry entry)
    {
        foreach (var old in Of(context).Where(e => e.Key == entry.Key).ToArray())
        {
            Remove(old);
        }

        entry.Context = context;
        entry.Used = _used.AddLast(entry);
        _contexts[context] = [.. Of(context), entry];
        Bytes += entry.Bytes;
    }

    /// <summary>Takes one out; nothing happens where it is not here.</summary>
    public void Remove(SemanticEntry entry)
    {
        if (entry.Used is not { } used || used.List != _used)
        {
            return;
        }

        _used.Remove(used);
        entry.Used = null;
        Bytes -= entry.Bytes;
        SemanticEntry[] left = [.. Of(entry.Context).Where(e => !ReferenceEquals(e, entry))];
        if (left.Length > 0)
        {
            _contexts[entry.Context] = left;
        }
        else
        {
            _contexts.Remove(entry.Context);
        }
    }

    /// <summary>Takes out the one that was not used for the longest time.</summary>
    public void RemoveOldest() => Remove(_used.First!.Value);

    /// <summary>One was of use.</summary>
    public void Touch(SemanticEntry entry)
    {
        if (entry.Used is { } used && used.List == _used)
        {
            _used.Remove(used);
            _used.AddLast(used);
        }
    }
}
