namespace Mesh.Grains.Caching;

/// <summary>Bytes that this silo has in a store which it shares, each for a time. One that starts again counts from 0. Thread-safe.</summary>
internal sealed class LentBytes(long most, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(string Prefix, int Bytes), DateTimeOffset> _ends = new();
    private long _bytes;

    /// <summary>Takes room; false when there is not enough.</summary>
    /// <param name="prefix">Whose it is.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="ttl">For how long.</param>
    public bool TryTake(string prefix, int bytes, TimeSpan ttl)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            while (_ends.TryPeek(out var ended, out var at) && at <= now)
            {
                _ends.Dequeue();
                _bytes -= ended.Bytes;
            }

            if (_bytes + bytes > most)
            {
                return false;
            }

            _bytes += bytes;
            _ends.Enqueue((prefix, bytes), now + ttl);
            return true;
        }
    }

    /// <summary>Whatever is there of somebody is dropped.</summary>
    public void GiveBack(string prefix)
    {
        lock (_lock)
        {
            var left = _ends.UnorderedItems.Where(e => e.Element.Prefix != prefix).ToArray();
            _bytes = left.Sum(e => (long)e.Element.Bytes);
            _ends.Clear();
            _ends.EnqueueRange(left);
        }
    }
}
