namespace Mesh.Grains.Tasks;

/// <summary>The places for tasks that run on this silo at once; further ones wait, up to a bound. Thread-safe.</summary>
/// <param name="most">Most that run at once.</param>
public sealed class TaskPlaces(int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most);
    private int _running;
    private int _waiting;

    /// <summary>Tasks that run here.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether no more may wait.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) >= TaskBounds.MostWaiting;

    /// <summary>Waits for a place, which is given back by disposing it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        Interlocked.Increment(ref _running);
        return new Place(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(TaskPlaces places) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                Interlocked.Decrement(ref places._running);
                places._places.Release();
            }
        }
    }
}
