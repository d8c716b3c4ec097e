using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Runs asynchronous work on the thread that asks for it, in order, so that a test's clock moves only when nothing else can.</summary>
internal sealed class Pump : SynchronizationContext
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    // What was handed to other threads for a moment (a cancellation told to many) comes back within it, once they had their turn.
    private const int WaitMilliseconds = 2;
    private const int Turns = 2;

    // Longest wait for another thread that has begun such work; each look is a millisecond.
    private const int MostLooks = 10_000;

    // Work that is handed to other threads takes it along: it tells who is at work there.
    private static readonly AsyncLocal<Pump?> s_carried = new(static change =>
    {
        if (change.ThreadContextChanged)
        {
            change.PreviousValue?.CountAway(-1);
            change.CurrentValue?.CountAway(1);
        }
    });

    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _work = [];
    private int _away;

    /// <summary>Runs work to its end.</summary>
    /// <param name="start">Begins it.</param>
    /// <param name="idle">Called each time that nothing is left to do but to wait.</param>
    public static T Run<T>(Func<Task<T>> start, Action idle)
    {
        var (pump, before, began) = (new Pump(), Current, Stopwatch.GetTimestamp());
        SetSynchronizationContext(pump);
        s_carried.Value = pump;
        try
        {
            var running = start();
            while (!running.IsCompleted)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, "It does not come to an end.");
                if (pump._work.TryTake(out var next) || pump.TakeLate(out next))
                {
                    next.Work(next.State);
                }
                else
                {
                    idle();
                }
            }

            return running.GetAwaiter().GetResult();
        }
        finally
        {
            s_carried.Value = null;
            SetSynchronizationContext(before);
        }
    }

    // On a busy machine the other threads' turn may be late.
    private bool TakeLate(out (SendOrPostCallback Work, object? State) next)
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            using var passed = new ManualResetEventSlim();

            // The first stands behind what this thread itself has handed over, which a thread of the pool keeps in a queue of its own.
            ThreadPool.UnsafeQueueUserWorkItem(static p => p.Set(), passed, preferLocal: turn == 0);
            passed.Wait();
            for (var look = 0; look < MostLooks && Volatile.Read(ref _away) > 0; look++)
            {
                if (_work.TryTake(out next, 1))
                {
                    return true;
                }
            }

            if (_work.TryTake(out next))
            {
                return true;
            }
        }

        return _work.TryTake(out next, WaitMilliseconds);
    }

    private void CountAway(int change) => Interlocked.Add(ref _away, change);

    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));
}
