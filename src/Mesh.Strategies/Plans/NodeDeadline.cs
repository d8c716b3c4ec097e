using Mesh.Contracts.Errors;

namespace Mesh.Strategies.Plans;

/// <summary>The time that a node has for itself, where it is less than its plan's.</summary>
internal sealed class NodeDeadline : IDisposable
{
    private readonly CancellationToken _outer;
    private readonly TimeSpan _within;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _linked;

    private NodeDeadline(CancellationToken outer) => _outer = outer;

    private NodeDeadline(TimeProvider time, TimeSpan within, CancellationToken outer)
    {
        (_outer, _within) = (outer, within);
        _timer = new CancellationTokenSource(within > TimeSpan.Zero ? within : TimeSpan.Zero, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(outer, _timer.Token);
    }

    /// <summary>No bound: of an answer that is here already.</summary>
    public static NodeDeadline None { get; } = new(CancellationToken.None);

    /// <summary>Ends when the node's time is over, or its plan is.</summary>
    public CancellationToken Token => _linked?.Token ?? _outer;

    /// <param name="time">The clock.</param>
    /// <param name="within">The node's own time; null for none.</param>
    /// <param name="left">The time that its plan has.</param>
    /// <param name="outer">The plan's end.</param>
    public static NodeDeadline Of(TimeProvider time, TimeSpan? within, TimeSpan left, CancellationToken outer) =>
        within is { } own && own < left ? new NodeDeadline(time, own, outer) : new NodeDeadline(outer);

    /// <summary>Its time no longer counts: its first content came within it.</summary>
    public void Lift() => _timer?.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>The error of a node whose own time ended it; the error itself where something else did.</summary>
    public Exception Told(Exception e) => e is OperationCanceledException && _timer is { IsCancellationRequested: true } && !_outer.IsCancellationRequested
        ? new MeshException(new MeshError { Code = MeshErrorCode.DeadlineExceeded, Reason = "node_deadline", Message = $"A node of the plan did not answer within {_within.TotalSeconds:0.###} s, its part of the deadline." }, e)
        : e;

    public void Dispose()
    {
        _linked?.Dispose();
        _timer?.Dispose();
    }
}
