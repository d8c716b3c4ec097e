using Mesh.Cluster.Tests.Processes;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>A balancer as a platform has it: it asks each silo often whether it is ready, and deals calls out to those that are, in turn.</summary>
public sealed class ReadySilos : IAsyncDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);
    private readonly SiloProcess[] _silos;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;
    private SiloProcess[] _ready = [];
    private int _next;

    /// <summary>Begins to watch.</summary>
    public ReadySilos(params IEnumerable<SiloProcess> silos)
    {
        _silos = [.. silos];
        _watching = Task.WhenAll(_silos.Select(WatchAsync));
    }

    /// <summary>Those that are ready, by what was last heard.</summary>
    public IReadOnlyList<SiloProcess> Ready => Volatile.Read(ref _ready);

    /// <summary>The next one in turn; null while none is ready.</summary>
    public SiloProcess? Next() => Volatile.Read(ref _ready) is { Length: > 0 } ready ? ready[(int)((uint)Interlocked.Increment(ref _next) % ready.Length)] : null;

    /// <summary>Waits until so many are ready.</summary>
    public async Task UntilAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (Ready.Count != count)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync(SiloProcess silo)
    {
        while (!_end.IsCancellationRequested)
        {
            var ready = await silo.IsReadyAsync(_end.Token);
            lock (_silos)
            {
                if (Ready.Contains(silo) != ready)
                {
                    Volatile.Write(ref _ready, [.. _silos.Where(s => s == silo ? ready : Ready.Contains(s))]);
                }
            }

            await Task.Delay(s_between, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
