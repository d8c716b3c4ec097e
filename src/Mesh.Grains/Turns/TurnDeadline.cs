using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Draining;

namespace Mesh.Grains.Turns;

/// <summary>How long a request may take: the route's deadline, or the caller's own if that is shorter. One token for it, for the caller's going away and for the end of the silo's drain. The request counts as under way on the silo until this is disposed.</summary>
internal sealed class TurnDeadline : IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _caller;
    private readonly CancellationToken _cut;
    private readonly TimeProvider _time;
    private readonly TimeSpan _allowed;
    private readonly bool _callers;
    private readonly long _began;
    private readonly SiloPressure _load;
    private int _disposed;

    public TurnDeadline(RouteDecision decision, TimeSpan? timeout, long began, TimeProvider time, SiloPressure load, CancellationToken cut, CancellationToken caller)
    {
        _callers = timeout < decision.Deadline;
        _allowed = _callers ? timeout!.Value : decision.Deadline;
        (_time, _began, _caller, _cut, _load) = (time, began, caller, cut, load);
        Expires = began + (long)(_allowed.TotalSeconds * time.TimestampFrequency);
        _deadline = new CancellationTokenSource(_allowed, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline.Token, cut);
    }

    /// <summary>Ends when the time is over, the caller has gone or the silo can wait no longer.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>When the time is over, as a timestamp.</summary>
    public long Expires { get; }

    /// <summary>Time since the request came in.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_began);

    /// <summary>Time that is left; negative when it is over.</summary>
    public TimeSpan Remaining => _allowed - Elapsed;

    /// <summary>Whether the time was over while the caller still waited.</summary>
    public bool Passed => _deadline.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Whether the silo's drain ended it while the caller still waited.</summary>
    public bool IsCut => _cut.IsCancellationRequested && !Passed && !CallerGone;

    /// <summary>Whether the caller has gone.</summary>
    public bool CallerGone => _caller.IsCancellationRequested;

    /// <summary>The error of a request of which nothing was answered before this ended it; null when it did not.</summary>
    public MeshException? Ended(RouteDecision decision) => Passed ? Exceeded(decision) : IsCut ? SiloState.CutOff() : null;

    /// <summary>The error of a request whose time is over.</summary>
    public MeshException Exceeded(RouteDecision decision) => new(
        MeshErrorCode.DeadlineExceeded,
        "deadline_exceeded",
        $"No answer within {_allowed.TotalSeconds:0.###} s on '{decision.Route}'. {(_callers ? "Give it more time" : "Set a longer 'deadline' on the route")} or ask for a faster route.");

    public void Dispose()
    {
        _linked.Dispose();
        _deadline.Dispose();
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _load.End();
        }
    }
}
