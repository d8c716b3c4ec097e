namespace Mesh.Grains.Tasks;

/// <summary>The place of one walk among those that run on this silo. It has none while one of its nodes waits for a person, though others may ask models meanwhile. Thread-safe.</summary>
/// <param name="places">The silo's places.</param>
internal sealed class WalkPlace(TaskPlaces places) : IDisposable
{
    private readonly Lock _gate = new();
    private IDisposable? _place;
    private int _away;
    private bool _over;

    /// <summary>Waits for a place, unless it has one or need not have one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        var place = await places.TakeAsync(cancellationToken);
        lock (_gate)
        {
            if (_place is null && _away == 0 && !_over)
            {
                _place = place;
                return;
            }
        }

        place.Dispose();
    }

    /// <summary>A node waits for a person.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _away++;
            _place?.Dispose();
            _place = null;
        }
    }

    /// <summary>That node goes on: the last one waits for a place first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public Task ReturnAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (--_away > 0)
            {
                return Task.CompletedTask;
            }
        }

        return TakeAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _place?.Dispose();
            _place = null;
        }
    }
}
