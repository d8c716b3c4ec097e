using System.Collections.Concurrent;
using System.Diagnostics;
using Mesh.Testing.Calls;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>Callers that go where a balancer sends them and never ask twice: requests at a constant rate, and streams that are always there.</summary>
/// <param name="silos">The balancer.</param>
public sealed class ClusterCallers(ReadySilos silos) : IAsyncDisposable
{
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<SentCall> _calls = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _running = [];
    private int _live;
    private int _unsent;

    /// <summary>When they began, in <see cref="Stopwatch"/> ticks.</summary>
    public long Began { get; } = Stopwatch.GetTimestamp();

    /// <summary>Streams under way.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>Calls that were due while no silo was ready, or too many under way.</summary>
    public int Unsent => Volatile.Read(ref _unsent);

    /// <summary>The calls that have ended.</summary>
    public IReadOnlyList<SentCall> Calls => [.. _calls];

    /// <summary>Begins requests at a constant rate, whatever becomes of those before them.</summary>
    /// <param name="perSecond">Requests a second.</param>
    /// <param name="body">The request.</param>
    /// <param name="expected">The text of its whole answer; null for any.</param>
    public void Ask(double perSecond, string body, string? expected = null) =>
        _running.Add(new OpenLoop(perSecond, _ => OneAsync(body, expected)).RunAsync(_end.Token));

    /// <summary>Begins so many streams, each of which is followed by another.</summary>
    public void Listen(int streams, string body, string? expected = null) =>
        _running.AddRange(Enumerable.Range(0, streams).Select(_ => EverAsync(body, expected)));

    /// <summary>Begins no more, and waits for what is under way; gives all calls.</summary>
    public async Task<CallFigures> EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        return new CallFigures(Calls, Unsent);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task EverAsync(string body, string? expected)
    {
        while (!_end.IsCancellationRequested)
        {
            Interlocked.Increment(ref _live);
            await OneAsync(body, expected);
            Interlocked.Decrement(ref _live);

            // Who is refused at once would ask without end.
            await Task.Delay(s_breath);
        }
    }

    private async Task OneAsync(string body, string? expected)
    {
        if (silos.Next() is not { } silo)
        {
            Interlocked.Increment(ref _unsent);
            return;
        }

        _calls.Enqueue(new SentCall(silo.Name, await ChatCall.MakeAsync(silo.Http, body, expected, CancellationToken.None)));
    }
}
