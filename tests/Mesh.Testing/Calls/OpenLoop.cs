using System.Diagnostics;

namespace Mesh.Testing.Calls;

/// <summary>
/// Requests at a constant rate, whatever becomes of those before them. What is due while too many are under way is not sent, and
/// counted.
/// </summary>
/// <param name="perSecond">Requests a second.</param>
/// <param name="ask">Makes one; must not throw.</param>
public sealed class OpenLoop(double perSecond, Func<Arrival, Task> ask)
{
    private const int MostUnderWay = 4096;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private int _underWay;

    /// <summary>Requests that are begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Requests that were due while as many were under way as may be.</summary>
    public int Skipped { get; private set; }

    /// <summary>Asks for so long, and waits for what is under way then.</summary>
    public Task RunAsync(TimeSpan duration) => RunAsync((int)(duration.TotalSeconds * perSecond), CancellationToken.None);

    /// <summary>Asks until <paramref name="cancellationToken"/> ends it, and waits for what is under way then.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(int.MaxValue, cancellationToken);

    private async Task RunAsync(int all, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(s_tick);
        while (Begun + Skipped < all && !cancellationToken.IsCancellationRequested)
        {
            for (var due = Math.Min(all, 1 + (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond)); Begun + Skipped < due;)
            {
                Next(began);
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        for (var waiting = Stopwatch.GetTimestamp(); Volatile.Read(ref _underWay) > 0 && Stopwatch.GetElapsedTime(waiting) < s_patience;)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Next(long began)
    {
        if (Volatile.Read(ref _underWay) >= MostUnderWay)
        {
            Skipped++;
            return;
        }

        Interlocked.Increment(ref _underWay);
        _ = OneAsync(new Arrival(Begun, TimeSpan.FromSeconds((Begun + Skipped) / perSecond), began));
        Begun++;
    }

    private async Task OneAsync(Arrival arrival)
    {
        // The loop goes on at once: a request must not be sent on its time.
        await Task.Yield();
        try
        {
            await ask(arrival);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
