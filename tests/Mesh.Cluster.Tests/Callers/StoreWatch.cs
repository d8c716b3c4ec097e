using System.Diagnostics;
using Grpc.Core;
using Mesh.Cluster.Tests.Processes;
using MeshSilo.V1;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>Has a grain write its state to the store, without end, through one silo's admin door.</summary>
public sealed class StoreWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _end = new();
    private readonly SiloProcess _silo;
    private readonly Task _watching;
    private int _failed;
    private long _lastGood;

    /// <summary>Begins.</summary>
    public StoreWatch(SiloProcess silo)
    {
        _silo = silo;
        _watching = WatchAsync();
    }

    /// <summary>The longest call.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Calls that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Waits for a call that began after a moment and went well; gives the time from that moment to its begin.</summary>
    public async Task<TimeSpan> WorksAgainAsync(long since)
    {
        using var patience = new CancellationTokenSource(s_deadline);
        while (Volatile.Read(ref _lastGood) < since)
        {
            await Task.Delay(50, patience.Token);
        }

        return Stopwatch.GetElapsedTime(since, Volatile.Read(ref _lastGood));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        for (var number = 1L; !_end.IsCancellationRequested;)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                // Each one is a new revision: only the last 50 are kept.
                var result = await _silo.Admin.RollBackCatalogAsync(new RollBackCatalogRequest { Number = number }, deadline: DateTime.UtcNow + s_deadline);
                number = result.Revision.Number;
                Volatile.Write(ref _lastGood, began);
            }
            catch (RpcException)
            {
                Interlocked.Increment(ref _failed);
            }

            Longest = Stopwatch.GetElapsedTime(began) is var time && time > Longest ? time : Longest;
            await Task.Delay(s_between, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
