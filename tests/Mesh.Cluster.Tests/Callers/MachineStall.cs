using System.Diagnostics;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>How late this machine was at its worst: what a bound in time must be forgiven when processes wait for a processor.</summary>
public sealed class MachineStall : IAsyncDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;
    private long _longest;

    /// <summary>Begins to watch.</summary>
    public MachineStall() => _watching = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The longest time that a thread was late by so far.</summary>
    public TimeSpan Longest => new(Volatile.Read(ref _longest));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private void Watch()
    {
        for (var last = Stopwatch.GetTimestamp(); !_end.Token.WaitHandle.WaitOne(s_tick); last = Stopwatch.GetTimestamp())
        {
            _longest = Math.Max(_longest, (Stopwatch.GetElapsedTime(last) - s_tick).Ticks);
        }
    }
}
