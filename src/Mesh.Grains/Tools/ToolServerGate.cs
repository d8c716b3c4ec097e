using Mesh.Contracts.Catalog;
using Mesh.Routing.Limits;

namespace Mesh.Grains.Tools;

/// <summary>Lets calls through to one tool server: so many at one moment, so many in any minute.</summary>
internal sealed class ToolServerGate(ToolServerLimits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limits.Concurrency);
    private readonly Lock _gate = new();
    private readonly MinuteWindow _minute = new(time);

    /// <summary>By what it lets through.</summary>
    public ToolServerLimits Limits => limits;

    /// <summary>Takes one of this minute's calls; false when none is left.</summary>
    public bool TryTake()
    {
        if (limits.CallsPerMinute is not { } most)
        {
            return true;
        }

        lock (_gate)
        {
            if (_minute.WaitFor(most - 1) > TimeSpan.Zero)
            {
                return false;
            }

            _minute.Take(1);
            return true;
        }
    }

    /// <summary>Waits for a place.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    /// <summary>Gives it back.</summary>
    public void Leave() => _places.Release();

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
