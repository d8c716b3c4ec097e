namespace Mesh.Grains.Caching;

/// <summary>Bytes that this silo has in a store which it shares, each for a time. One that starts again counts from 0. Thread-safe.</summary>
internal sealed class LentBytes(long most, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<int, DateTimeOffset> _ends = new();
    private long _bytes;

    /// <summary>Takes room; false when there is not enough.</summary>
    public bool TryTake(int bytes, TimeSpan ttl)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            while (_ends.TryPeek(out var ended, out var at) && at <= now)
            {
                _ends.Dequeue();
                _bytes -= ended;
            }

            if (_bytes + bytes > most)
            {
                return false;
            }

            _bytes += bytes;
            _ends.Enqueue(bytes, now + ttl);
            return true;
        }
    }
}
