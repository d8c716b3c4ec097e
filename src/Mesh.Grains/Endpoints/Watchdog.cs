using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Endpoints;

/// <summary>
/// Ends an attempt whose upstream is silent or does not come to an end. One timer an attempt: it looks when the nearest limit
/// could have passed, and is set anew where frames came meanwhile. A frame itself writes a time at most. Only waiting on the upstream
/// counts as its silence: a caller that reads slowly is not the upstream's fault.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const long NotWaiting = long.MinValue;
    private readonly AttemptLimits _limits;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource? _source;
    private readonly ITimer? _timer;
    private readonly Lock _lock = new();
    private readonly long _began;
    private long _waitsSince = NotWaiting;
    private long _bytes;
    private volatile bool _content;
    private volatile State _state;

    /// <summary>Watches an attempt that begins now.</summary>
    /// <param name="limits">Its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">Ends with the request.</param>
    public Watchdog(AttemptLimits limits, TimeProvider time, CancellationToken caller)
    {
        (_limits, _time, Caller, Token) = (limits, time, caller, caller);
        _began = time.GetTimestamp();
        if (Left(out _) is var left && left < AttemptLimits.None)
        {
            _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
            Token = _source.Token;
            _timer = time.CreateTimer(static w => ((Watchdog)w!).Look(), this, left, Timeout.InfiniteTimeSpan);
        }
    }

    private enum State
    {
        Watching,
        Silent,
        Endless,
        Over,
    }

    /// <summary>The request's own end.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Ends with the request, or when a limit is passed.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether a limit is passed and the request is not over by itself.</summary>
    public bool Fired => _state is State.Silent or State.Endless && !Caller.IsCancellationRequested;

    /// <summary>The first content is here: from now on silence is measured between frames.</summary>
    public void Content()
    {
        _content = true;

        // The timer waits for the first content's limit; where that is far off, silence from here on would be seen too late.
        if (_limits.Silence < Until(_limits.FirstContent, _time.GetElapsedTime(_began)))
        {
            Rearm(_limits.Silence);
        }
    }

    /// <summary>The upstream is waited for.</summary>
    public void Waits() => Volatile.Write(ref _waitsSince, _time.GetTimestamp());

    /// <summary>It spoke.</summary>
    public void Heard() => Volatile.Write(ref _waitsSince, NotWaiting);

    /// <summary>Takes a frame's bytes in; false when the answer is larger than it may be.</summary>
    public bool Takes(int bytes)
    {
        _bytes += bytes;
        if (_bytes <= _limits.Bytes)
        {
            return true;
        }

        TryEnter(State.Endless);
        return false;
    }

    /// <summary>The fault of the limit that is passed.</summary>
    public UpstreamException Fault(string endpoint, string? requestId = null) => new(
        _state == State.Endless ? UpstreamFaultKind.Endless : UpstreamFaultKind.Silent,
        new UpstreamFailure { Endpoint = endpoint, RequestId = requestId });

    /// <inheritdoc/>
    public void Dispose()
    {
        var first = TryEnter(State.Over);
        lock (_lock)
        {
            _timer?.Dispose();
        }

        // One that fired may still be telling; it goes with the request, whose token it hangs on.
        if (first)
        {
            _source?.Dispose();
        }
    }

    private void Look()
    {
        var left = Left(out var state);
        if (left > TimeSpan.Zero)
        {
            Rearm(left);
        }
        else if (TryEnter(state))
        {
            _source!.Cancel();
        }
    }

    private void Rearm(TimeSpan left)
    {
        lock (_lock)
        {
            if (_state == State.Watching)
            {
                _timer?.Change(left, Timeout.InfiniteTimeSpan);
            }
        }
    }

    // Time until the nearest limit, and what it means to have passed it.
    private TimeSpan Left(out State state)
    {
        var age = _time.GetElapsedTime(_began);
        var since = Volatile.Read(ref _waitsSince);
        var silence = !_content ? Until(_limits.FirstContent, age)
            : Until(_limits.Silence, since == NotWaiting ? TimeSpan.Zero : _time.GetElapsedTime(since));
        var total = Until(_limits.Total, age);
        state = total < silence && _content ? State.Endless : State.Silent;
        return total < silence ? total : silence;
    }

    private static TimeSpan Until(TimeSpan limit, TimeSpan age) => limit == AttemptLimits.None ? limit : limit - age;

    private bool TryEnter(State state)
    {
        lock (_lock)
        {
            if (_state != State.Watching)
            {
                return false;
            }

            _state = state;
            return true;
        }
    }
}
