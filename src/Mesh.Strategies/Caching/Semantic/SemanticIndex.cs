namespace Mesh.Strategies.Caching.Semantic;

/// <summary>
/// Finds questions that are near another one, by comparing it with each of its place. Bounded in entries for each tenant and route, and in
/// bytes over all: beyond the first the least used of the route go, beyond the second those of the tenant that holds the most. Thread-safe.
/// </summary>
/// <param name="mostBytes">Most bytes of questions and vectors.</param>
public sealed class SemanticIndex(long mostBytes)
{
    /// <summary>Most questions that are told as near.</summary>
    public const int MostNear = 5;

    /// <summary>How often all are looked at for those whose time is over.</summary>
    public static readonly TimeSpan SweepPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Route), SemanticShelf> _shelves = [];
    private DateTimeOffset _swept;
    private long _bytes;

    /// <summary>Bytes of questions and vectors.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Questions.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _shelves.Values.Sum(s => s.Count);
            }
        }
    }

    /// <summary>What is near a question.</summary>
    /// <param name="place">Where to look.</param>
    /// <param name="vector">Its direction.</param>
    /// <param name="threshold">Least cosine of the angle.</param>
    /// <param name="since">Older ones are not looked at, and taken out.</param>
    public SemanticFinds Find(SemanticPlace place, UnitVector vector, double threshold, DateTimeOffset since)
    {
        SemanticEntry[] entries;
        lock (_lock)
        {
            entries = ShelfOf(place)?.Of(place.Context) ?? [];
        }

        var near = new PriorityQueue<SemanticEntry, float>(MostNear + 1);
        float? nearest = null;
        var ended = false;
        foreach (var entry in entries)
        {
            if (entry.At < since)
            {
                ended = true;
                continue;
            }

            var similarity = entry.Vector.Cosine(vector);
            nearest = nearest > similarity ? nearest : similarity;
            if (similarity >= threshold)
            {
                near.Enqueue(entry, similarity);
                if (near.Count > MostNear)
                {
                    near.Dequeue();
                }
            }
        }

        if (ended)
        {
            Remove(place, entries.Where(e => e.At < since));
        }

        return new SemanticFinds([.. near.UnorderedItems.OrderByDescending(n => n.Priority)], nearest);
    }

    /// <summary>Adds a question.</summary>
    /// <param name="place">Where.</param>
    /// <param name="entry">The question.</param>
    /// <param name="mostEntries">Most questions of the tenant on this route.</param>
    public void Add(SemanticPlace place, SemanticEntry entry, int mostEntries)
    {
        lock (_lock)
        {
            SweepNeedsLock(entry.At);
            if (ShelfOf(place) is not { } shelf)
            {
                _shelves[(place.Tenant, place.Route)] = shelf = new SemanticShelf();
            }

            var before = shelf.Bytes;
            shelf.Add(place.Context, entry);
            while (shelf.Count > mostEntries)
            {
                shelf.RemoveOldest();
            }

            _bytes += shelf.Bytes - before;
            while (_bytes > mostBytes && _shelves.Count > 0)
            {
                MakeRoomNeedsLock();
            }
        }
    }

    /// <summary>A question's answer was given.</summary>
    public void Touch(SemanticPlace place, SemanticEntry entry)
    {
        lock (_lock)
        {
            ShelfOf(place)?.Touch(entry);
        }
    }

    /// <summary>Takes questions out.</summary>
    public void Remove(SemanticPlace place, IEnumerable<SemanticEntry> entries)
    {
        lock (_lock)
        {
            if (ShelfOf(place) is not { } shelf)
            {
                return;
            }

            var before = shelf.Bytes;
            shelf.Remove(entries);
            _bytes += shelf.Bytes - before;
            DropNeedsLock((place.Tenant, place.Route), shelf);
        }
    }

    /// <summary>Takes all questions of a tenant out; tells how many there were.</summary>
    public int Clear(string tenant)
    {
        lock (_lock)
        {
            var cleared = 0;
            foreach (var key in _shelves.Keys.Where(k => k.Tenant == tenant).ToArray())
            {
                cleared += _shelves[key].Count;
                _bytes -= _shelves[key].Bytes;
                _shelves.Remove(key);
            }

            return cleared;
        }
    }

    // A question that nobody comes near again would stay until there is no room: nobody looks where it lies.
    private void SweepNeedsLock(DateTimeOffset now)
    {
        if (now - _swept < SweepPause)
        {
            return;
        }

        _swept = now;
        foreach (var (key, shelf) in _shelves.ToArray())
        {
            var before = shelf.Bytes;
            shelf.RemoveEnded(now);
            _bytes += shelf.Bytes - before;
            DropNeedsLock(key, shelf);
        }
    }

    private SemanticShelf? ShelfOf(SemanticPlace place) => _shelves.GetValueOrDefault((place.Tenant, place.Route));

    // From whoever has the most: nobody can push the others out.
    private void MakeRoomNeedsLock()
    {
        var tenant = _shelves.GroupBy(s => s.Key.Tenant).MaxBy(t => t.Sum(s => s.Value.Bytes))!;
        var (key, shelf) = tenant.MaxBy(s => s.Value.Bytes);
        var before = shelf.Bytes;
        shelf.RemoveOldest();
        _bytes += shelf.Bytes - before;
        DropNeedsLock(key, shelf);
    }

    private void DropNeedsLock((string Tenant, string Route) key, SemanticShelf shelf)
    {
        if (shelf.Count == 0)
        {
            _shelves.Remove(key);
        }
    }
}
