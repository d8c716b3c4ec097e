using System.Diagnostics.CodeAnalysis;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;

namespace Mesh.Grains.Conversations.Live;

/// <summary>
/// One attempt at a turn as this silo runs it: all its frames from the first, for any number of readers at any place. At most
/// <see cref="MostBytes"/> of content are held, and no more than the silo's room for all of them has; an answer that finds none ends there. Thread-safe.
/// </summary>
internal sealed class LiveTurn : IDisposable
{
    /// <summary>Most content in bytes, as an estimate: two for each character, and a frame's own weight.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    private const long FrameBytes = 160;
    private const int MostInBatch = 512;
    private readonly Lock _lock = new();
    private readonly List<TurnFrame> _frames = [];
    private readonly CancellationTokenSource _cancelled = new();
    private readonly FrameRoom _room;
    private readonly TimeProvider _time;
    private TaskCompletionSource _more = NotYet();
    private long _lastRead;
    private int _readers;
    private long? _over;
    private bool _disposed;

    /// <summary>An attempt that has no frames yet.</summary>
    /// <param name="address">Its name.</param>
    /// <param name="detached">Whether it goes on without readers.</param>
    /// <param name="room">The room that it shares with others; given back when it is disposed.</param>
    /// <param name="time">The clock.</param>
    public LiveTurn(TurnAddress address, bool detached, FrameRoom room, TimeProvider time) =>
        (Address, IsDetached, _room, _time, _lastRead) = (address, detached, room, time, time.GetTimestamp());

    /// <summary>Its name.</summary>
    public TurnAddress Address { get; }

    /// <summary>Whether it goes on without readers.</summary>
    public bool IsDetached { get; }

    /// <summary>Ends when the attempt is to end.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Why it is to end; null while it is not.</summary>
    public LiveTurnEnd? End { get; private set; }

    /// <summary>Whether its conversation is deleted: its frames go when it is over.</summary>
    public bool IsErased { get; set; }

    /// <summary>What is held, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether it holds as much as one may.</summary>
    public bool IsFull => Bytes >= MostBytes;

    /// <summary>Who holds on to it.</summary>
    public int Readers
    {
        get
        {
            lock (_lock)
            {
                return _readers;
            }
        }
    }

    /// <summary>How long it has been over; null while it is not.</summary>
    public TimeSpan? OverFor
    {
        get
        {
            lock (_lock)
            {
                return _over is { } over ? _time.GetElapsedTime(over) : null;
            }
        }
    }

    /// <summary>How long nobody has read it; zero while somebody holds on to it.</summary>
    public TimeSpan UnreadFor
    {
        get
        {
            lock (_lock)
            {
                return _readers > 0 ? TimeSpan.Zero : _time.GetElapsedTime(_lastRead);
            }
        }
    }

    /// <summary>Adds a frame; false when no more are taken.</summary>
    public bool Add(TurnEvent said)
    {
        TaskCompletionSource more;
        lock (_lock)
        {
            var weight = Weight(said);
            if (_over is not null || _disposed || !Fits(said, weight))
            {
                return false;
            }

            _frames.Add(new TurnFrame(new TurnPosition(Address.Turn, Address.Attempt, _frames.Count), said));
            Bytes += weight;
            _over = said is TurnOver ? _time.GetTimestamp() : null;
            (more, _more) = (_more, NotYet());
        }

        more.TrySetResult();
        return true;
    }

    /// <summary>The frames from a place on, waiting for the first of them for at most <paramref name="longest"/>.</summary>
    public async Task<IReadOnlyList<TurnFrame>> ReadAsync(long from, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (TryRead(from, out var frames, out var more))
        {
            return frames;
        }

        await more.WaitAsync(longest, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return TryRead(from, out frames, out _) ? frames : [];
    }

    /// <summary>Holds on to it until disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _readers++;
        }

        return new Reader(this);
    }

    /// <summary>Asks it to end; the first reason stands.</summary>
    public void Cancel(LiveTurnEnd end)
    {
        lock (_lock)
        {
            if (End is not null || _over is not null || _disposed)
            {
                return;
            }

            End = end;
        }

        _cancelled.Cancel();
    }

    /// <summary>Lets go of its frames; those who read them have what they have.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _room.Give(Bytes);
        }

        _cancelled.Dispose();
    }

    // Its end is a turn's last word, and always finds room.
    private bool Fits(TurnEvent said, long weight)
    {
        if (said is not TurnOver)
        {
            return !IsFull && _room.TryTake(weight);
        }

        _room.Take(weight);
        return true;
    }

    private static long Weight(TurnEvent said) => FrameBytes + (2 * (said is TurnContent { Content: var content }
        ? content switch { TextDelta t => t.Text.Length, ReasoningDelta r => r.Text.Length, RefusalDelta r => r.Text.Length, ToolCallDelta c => c.Arguments.Length, LogprobsDelta l => l.Json.Length, _ => 0 }
        : 0));

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool TryRead(long from, [NotNullWhen(true)] out IReadOnlyList<TurnFrame>? frames, out Task more)
    {
        lock (_lock)
        {
            _lastRead = _time.GetTimestamp();
            more = _more.Task;

            // Past the end of what is over stands its end, lest somebody wait for what never comes.
            var first = (int)Math.Max(0, _over is null ? Math.Min(from, _frames.Count) : Math.Min(from, _frames.Count - 1));
            frames = first < _frames.Count ? _frames.GetRange(first, Math.Min(MostInBatch, _frames.Count - first)) : null;
            return frames is not null;
        }
    }

    private sealed class Reader(LiveTurn turn) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                lock (turn._lock)
                {
                    turn._readers--;
                    turn._lastRead = turn._time.GetTimestamp();
                }
            }
        }
    }
}
