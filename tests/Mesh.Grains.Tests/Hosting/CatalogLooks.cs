using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>Counts how often silos look at the cluster's catalogue and, right after, at their files, so that tests of what does not happen wait for looks and not for a time.</summary>
internal sealed class CatalogLooks : IOutgoingGrainCallFilter
{
    // An edit is taken when it reads alike twice; a third look has told of it, and what it tells of is done when the fourth begins.
    private const int Enough = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, int> _bySilo = new();
    private volatile TaskCompletionSource? _held;
    private int _stopped;

    /// <summary>How often a silo has been stopped before a look.</summary>
    public int Stopped => Volatile.Read(ref _stopped);

    /// <summary>Stops each silo before its next look, and lets go of those that are stopped already: they look once.</summary>
    public void Hold() => Interlocked.Exchange(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))?.SetResult();

    /// <summary>Lets all look as they will.</summary>
    public void LetGo() => Interlocked.Exchange(ref _held, null)?.SetResult();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.Name == nameof(ICatalogGrain.GetNewerAsync))
        {
            _bySilo.AddOrUpdate(context.SourceId?.ToString() ?? "", 1, (_, looks) => looks + 1);
            if (_held is { } held)
            {
                Interlocked.Increment(ref _stopped);
                await held.Task;
            }
        }

        await context.Invoke();
    }

    /// <summary>Waits until every silo has looked often enough to have taken what is in the files now.</summary>
    public async Task EnoughAsync()
    {
        var before = _bySilo.ToDictionary();
        using var patience = new CancellationTokenSource(s_patience);
        while (!before.All(b => _bySilo[b.Key] >= b.Value + Enough))
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
