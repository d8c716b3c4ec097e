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
        Remove(Of(context).Where(e => e.Key == entry.Key));
        entry.Context = context;
        entry.Used = _used.AddLast(entry);
        _contexts[context] = [.. Of(context), entry];
        Bytes += entry.Bytes;
    }

    /// <summary>Takes some out; nothing happens to those that are not here.</summary>
    public void Remove(IEnumerable<SemanticEntry> entries)
    {
        // Each list is made anew once, however many leave it.
        var contexts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(e => e.Used?.List == _used))
        {
            _used.Remove(entry.Used!);
            entry.Used = null;
            Bytes -= entry.Bytes;
            contexts.Add(entry.Context);
        }

        foreach (var context in contexts)
        {
            SemanticEntry[] left = [.. Of(context).Where(e => e.Used is not null)];
            if (left.Length > 0)
            {
                _contexts[context] = left;
            }
            else
            {
                _contexts.Remove(context);
            }
        }
    }

    /// <summary>Takes out those whose answers are given no more.</summary>
    public void RemoveEnded(DateTimeOffset now) => Remove(_used.Where(e => e.Until <= now).ToArray());

    /// <summary>Takes out the one that was not used for the longest time.</summary>
    public void RemoveOldest() => Remove([_used.First!.Value]);

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
