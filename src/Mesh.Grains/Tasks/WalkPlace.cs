namespace Mesh.Grains.Tasks;

/// <summary>The place of one walk among those that run on this silo: given back while all that it does is wait for people. Thread-safe.</summary>
/// <param name="places">The silo's places.</param>
/// <param name="over">Ends with the walk.</param>
internal sealed class WalkPlace(TaskPlaces places, CancellationToken over) : IDisposable
{
    private readonly Lock _gate = new();
    private IDisposable? _place;
    private Task _taking = Task.CompletedTask;
    private bool _isOver;

    /// <summary>Waits for a place unless the walk has one; whoever comes meanwhile waits for the same one.</summary>
    /// <exception cref="OperationCanceledException">The walk was ended.</exception>
    public Task HoldAsync()
    {
        lock (_gate)
        {
            return _place is not null ? Task.CompletedTask : _taking.IsCompleted ? _taking = TakeAsync() : _taking;
        }
    }

    /// <summary>Gives it back, until it is held again.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            _place?.Dispose();
            _place = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            LetGo();
        }
    }

    private async Task TakeAsync()
    {
        var place = await places.TakeAsync(over);
        lock (_gate)
        {
            if (!_isOver)
            {
                _place = place;
                return;
            }
        }

        place.Dispose();
    }
}
