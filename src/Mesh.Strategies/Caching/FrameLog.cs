using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Caching;

/// <summary>
/// The frames of one answer for several readers. Up to a bound it holds all of them, and readers may join; beyond it nobody joins any more,
/// what all have read is let go, and the writer waits for the slowest. Thread-safe; one writer.
/// </summary>
internal sealed class FrameLog(int mostBytes)
{
    private readonly Lock _lock = new();
    private readonly List<ContentFrame> _frames = [];
    private readonly List<Reader> _readers = [];
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _room = NewSignal();
    private ExceptionDispatchInfo? _fault;
    private long _first;
    private long _bytes;
    private bool _closed;
    private bool _ended;

    /// <summary>Who reads now.</summary>
    public int Readers
    {
        get
        {
            lock (_lock)
            {
                return _readers.Count;
            }
        }
    }

    /// <summary>Joins at the beginning; null when that is gone, or everybody had left.</summary>
    public Reader? TryJoin()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return null;
            }

            var reader = new Reader(this);
            _readers.Add(reader);
            return reader;
        }
    }

    /// <summary>Adds a frame; beyond the bound it waits until the readers have let go of enough.</summary>
    public async ValueTask AddAsync(ContentFrame frame, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _frames.Add(frame);
            _bytes += SizeOf(frame);
            _closed |= _bytes > mostBytes;
            LetGoNeedsLock();
            Signal(ref _changed);
        }

        while (NoRoom() is { } room)
        {
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends it: whole, or with what broke it off. What comes after its end changes nothing.</summary>
    public void End(Exception? fault)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            _fault = fault is null ? null : ExceptionDispatchInfo.Capture(fault);
            _closed |= fault is not null;
            _ended = true;
            Signal(ref _changed);
        }
    }

    private Task? NoRoom()
    {
        lock (_lock)
        {
            return _bytes > mostBytes && _readers.Count > 0 ? _room.Task : null;
        }
    }

    private void LetGoNeedsLock()
    {
        if (!_closed || _readers.Count == 0)
        {
            return;
        }

        var read = (int)(_readers.Min(r => r.Next) - _first);
        for (var place = 0; place < read; place++)
        {
            _bytes -= SizeOf(_frames[place]);
        }

        _frames.RemoveRange(0, read);
        _first += read;
        if (_bytes <= mostBytes)
        {
            Signal(ref _room);
        }
    }

    private static int SizeOf(ContentFrame frame) => 64 + (frame.Raw.Length > 0 || frame.IsKeepAlive ? frame.Raw.Length : AnswerRecorder.SizeOf(frame.Read()));

    private static void Signal(ref TaskCompletionSource signal)
    {
        var told = signal;
        signal = NewSignal();
        told.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One who reads.</summary>
    internal sealed class Reader(FrameLog log)
    {
        private bool _left;

        /// <summary>The place of the frame that comes next.</summary>
        public long Next { get; private set; }

        /// <summary>The frames from the first on, as they come.</summary>
        public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (true)
            {
                var (frame, wait) = Take();
                if (frame is not null)
                {
                    yield return frame;
                }
                else if (wait is not null)
                {
                    await wait.WaitAsync(cancellationToken);
                }
                else
                {
                    yield break;
                }
            }
        }

        /// <summary>Leaves; true when nobody reads any more, and then nobody may join.</summary>
        public bool Leave()
        {
            lock (log._lock)
            {
                if (_left)
                {
                    return false;
                }

                _left = true;
                log._readers.Remove(this);
                log._closed |= log._readers.Count == 0 && !log._ended;
                log.LetGoNeedsLock();
                Signal(ref log._room);
                return log._readers.Count == 0;
            }
        }

        private (ContentFrame? Frame, Task? Wait) Take()
        {
            lock (log._lock)
            {
                if (Next - log._first < log._frames.Count)
                {
                    var frame = log._frames[(int)(Next++ - log._first)];
                    log.LetGoNeedsLock();
                    return (frame, null);
                }

                if (!log._ended)
                {
                    return (null, log._changed.Task);
                }

                log._fault?.Throw();
                return default;
            }
        }
    }
}
