namespace Mesh.Strategies.Failover;

/// <summary>
/// What a silo may spend on asking further endpoints: over the last 10 s at most 20% of the requests of that time, and always 3.
/// A ring of tenths of a second, so that its size is the same whatever the load. Thread-safe.
/// </summary>
public sealed class RetryBudget(TimeProvider time)
{
    /// <summary>Moves that are always allowed in a window, however few requests there are.</summary>
    public const int Always = 3;

    /// <summary>Moves as a share of the window's requests.</summary>
    public const double Share = 0.2;

    /// <summary>How far back requests and moves count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private const int Slots = 100;
    private static readonly TimeSpan s_slot = Window / Slots;
    private readonly Lock _lock = new();
    private readonly (int Requests, int Moves)[] _ring = new (int, int)[Slots];
    private readonly long _began = time.GetTimestamp();
    private long _newest;
    private long _requests;
    private long _moves;

    /// <summary>A request came in.</summary>
    public void Count()
    {
        lock (_lock)
        {
            SlotNeedsLock().Requests++;
            _requests++;
        }
    }

    /// <summary>A request that was counted reached no endpoint: it is no load, and may come again.</summary>
    public void Uncount()
    {
        lock (_lock)
        {
            // The slot of now may go below nothing; the sum over the window is what counts.
            SlotNeedsLock().Requests--;
            _requests--;
        }
    }

    /// <summary>Pays for one move; false when the budget is spent.</summary>
    public bool TrySpend()
    {
        lock (_lock)
        {
            ref var slot = ref SlotNeedsLock();
            if (_moves >= Math.Max(Always, _requests * Share))
            {
                return false;
            }

            slot.Moves++;
            _moves++;
            return true;
        }
    }

    // The slot of now; what has left the window is taken off the sums, at most a whole ring.
    private ref (int Requests, int Moves) SlotNeedsLock()
    {
        var now = (long)(time.GetElapsedTime(_began) / s_slot);
        for (var next = Math.Max(_newest + 1, now - Slots + 1); next <= now; next++)
        {
            ref var old = ref _ring[next % Slots];
            _requests -= old.Requests;
            _moves -= old.Moves;
            old = default;
        }

        _newest = Math.Max(_newest, now);
        return ref _ring[_newest % Slots];
    }
}
