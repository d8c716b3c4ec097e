namespace Mesh.Grains.Caching;

/// <summary>
/// Whether vectors are worth waiting for. After several in a row that came too late none is asked for during a while: each request would wait
/// in vain, and a circuit does not see it, since it is no fault of an endpoint that its caller has little time. Thread-safe.
/// </summary>
internal sealed class LateVectors
{
    /// <summary>How many in a row are too many; afterwards the first one that is late again is.</summary>
    public const int MostInARow = 3;

    /// <summary>How long none is asked for.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private int _inARow;
    private DateTimeOffset _restsUntil = DateTimeOffset.MinValue;

    /// <summary>Whether none is asked for at a moment.</summary>
    public bool Rests(DateTimeOffset now)
    {
        lock (_lock)
        {
            return now < _restsUntil;
        }
    }

    /// <summary>One came in time.</summary>
    public void Came()
    {
        lock (_lock)
        {
            _inARow = 0;
        }
    }

    /// <summary>One did not come in time.</summary>
    public void WasLate(DateTimeOffset now)
    {
        lock (_lock)
        {
            _inARow = Math.Min(_inARow + 1, MostInARow);
            if (_inARow == MostInARow)
            {
                _restsUntil = now + Rest;
            }
        }
    }
}
