using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Runs asynchronous work on the thread that asks for it, in order, so that a test's clock moves only when nothing else can.</summary>
internal sealed class Pump : SynchronizationContext
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // What was handed to other threads for a moment (a cancellation told to many) comes back within it.
    private const int WaitMilliseconds = 2;

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
                if (pump._work.TryTake(out var next, WaitMilliseconds))
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

    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));
}
