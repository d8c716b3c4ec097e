using System.Collections.Concurrent;

namespace Mesh.Grains.Workers;

/// <summary>
/// The places at the engines of this silo's node: the one count that holds for an engine, whichever silo asks and by whichever way.
/// Exact. As many gates as engines were ever asked here; their names are the worker's own. Thread-safe.
/// </summary>
public sealed class EngineGates
{
    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Requests under way at all of them.</summary>
    public int UnderWay => _counts.Values.Sum(c => c.UnderWay);

    /// <summary>Requests under way at one.</summary>
    public int InFlight(string engine) => _counts.TryGetValue(engine, out var count) ? count.UnderWay : 0;

    /// <summary>Takes a place.</summary>
    /// <param name="engine">The engine, which is one of the node's.</param>
    /// <param name="places">How many it has; null for no bound.</param>
    /// <returns>The place, to be disposed of; null when all are taken.</returns>
    public IDisposable? TryEnter(string engine, int? places)
    {
        var count = _counts.GetOrAdd(engine, _ => new Count());
        return count.TryTake(places ?? int.MaxValue) ? new Place(count) : null;
    }

    private sealed class Count
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        public bool TryTake(int places)
        {
            for (var now = UnderWay; now < places; now = UnderWay)
            {
                if (Interlocked.CompareExchange(ref _underWay, now + 1, now) == now)
                {
                    return true;
                }
            }

            return false;
        }

        public void GiveBack() => Interlocked.Decrement(ref _underWay);
    }

    private sealed class Place(Count count) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                count.GiveBack();
            }
        }
    }
}
