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

    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _work = [];

    /// <summary>Runs work to its end.</summary>
    /// <param name="start">Begins it.</param>
    /// <param name="idle">Called each time that nothing is left to do but to wait.</param>
    public static T Run<T>(Func<Task<T>> start, Action idle)
    {
        var (pump, before, began) = (new Pump(), Current, Stopwatch.GetTimestamp());
        SetSynchronizationContext(pump);
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
            SetSynchronizationContext(before);
        }
    }

    // On a busy machine the other threads' turn may be late.
    private bool TakeLate(out (SendOrPostCallback Work, object? State) next)
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            using var passed = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static p => p.Set(), passed, preferLocal: false);
            passed.Wait();
            if (_work.TryTake(out next))
            {
                return true;
            }
        }

        return _work.TryTake(out next, WaitMilliseconds);
    }

    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));
}
