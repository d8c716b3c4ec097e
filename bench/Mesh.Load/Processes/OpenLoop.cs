using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Load.Processes;

/// <summary>Calls at a fixed rate whatever becomes of them; most at once are bounded, and what is over is told.</summary>
internal sealed class OpenLoop(double perSecond, Func<int, Task<Call>> call)
{
    private const int MostAtOnce = 4000;
    private readonly ConcurrentQueue<Call> _calls = new();
    private int _underWay;
    private int _begun;

    /// <summary>Whether calls are kept.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>The calls that have ended, where they are kept.</summary>
    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>Calls that are begun.</summary>
    public int Begun => _begun;

    /// <summary>Calls that were not made because too many were under way.</summary>
    public int Skipped { get; private set; }

    /// <summary>Runs until <paramref name="cancellationToken"/> ends it, then waits for the calls under way.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            var due = TimeSpan.FromSeconds(i / perSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (Volatile.Read(ref _underWay) >= MostAtOnce)
            {
                Skipped++;
            }
            else if (!cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _underWay);
                _ = OneAsync(_begun++);
            }
        }

        for (var waiting = Stopwatch.GetTimestamp(); Volatile.Read(ref _underWay) > 0 && Stopwatch.GetElapsedTime(waiting) < TimeSpan.FromMinutes(3);)
        {
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task OneAsync(int number)
    {
        try
        {
            var made = await call(number);
            if (Keeps)
            {
                _calls.Enqueue(made);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
