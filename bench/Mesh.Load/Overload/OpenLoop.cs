using System.Diagnostics;

namespace Mesh.Load.Overload;

/// <summary>Requests at a constant rate, whatever becomes of those before them. What is due while too many are outstanding is not sent, and counted.</summary>
/// <param name="rate">Requests a second.</param>
/// <param name="mostOutstanding">Most requests outstanding.</param>
internal sealed class OpenLoop(double rate, int mostOutstanding)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private readonly List<OpenLoopAnswer> _answers = [];
    private int _outstanding;

    /// <summary>Asks for so long, and waits for what is outstanding then; once only.</summary>
    public async Task<OpenLoopSample> RunAsync(TimeSpan duration, Func<CancellationToken, Task<AnswerKind>> ask)
    {
        using var patience = new CancellationTokenSource(duration + s_patience);
        var (began, asked, notSent) = (Stopwatch.GetTimestamp(), 0, 0);
        var all = (int)(duration.TotalSeconds * rate);
        using var timer = new PeriodicTimer(s_tick);
        while (asked + notSent < all)
        {
            for (var due = Math.Min(all, 1 + (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate)); asked + notSent < due;)
            {
                if (Volatile.Read(ref _outstanding) >= mostOutstanding)
                {
                    notSent++;
                    continue;
                }

                Interlocked.Increment(ref _outstanding);
                _ = AskAsync(began, (asked + notSent) / rate, ask, patience.Token);
                asked++;
            }

            await timer.WaitForNextTickAsync();
        }

        while (Volatile.Read(ref _outstanding) > 0)
        {
            await timer.WaitForNextTickAsync();
        }

        _answers.Sort((a, b) => a.Second.CompareTo(b.Second));
        return new OpenLoopSample(_answers, notSent, duration.TotalSeconds);
    }

    private async Task AskAsync(long began, double second, Func<CancellationToken, Task<AnswerKind>> ask, CancellationToken cancellationToken)
    {
        // The loop goes on at once: a request must not be sent on its time.
        await Task.Yield();
        var late = Stopwatch.GetElapsedTime(began).TotalMilliseconds - (second * 1000);
        var kind = AnswerKind.Failed;
        try
        {
            kind = await ask(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // Counted as a failure.
        }

        var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds - (second * 1000);
        lock (_lock)
        {
            _answers.Add(new OpenLoopAnswer(second, milliseconds, late, kind));
        }

        Interlocked.Decrement(ref _outstanding);
    }
}
