using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Caching;

/// <summary>
/// One answer that several requests read while it comes. It belongs to none of them: it goes on as long as one reads it, and is ended when
/// the last one leaves.
/// </summary>
internal sealed class SharedAnswer : IDisposable
{
    private readonly FrameLog _log = new(AnswerBounds.MostBytes);
    private readonly TaskCompletionSource<PlanAnswer> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _left = new();
    private readonly CancellationTokenSource _end;
    private readonly TimeSpan _longest;

    /// <summary>One that has not begun.</summary>
    /// <param name="longest">Longest time for it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cut">The end of the silo's drain.</param>
    public SharedAnswer(TimeSpan longest, TimeProvider time, CancellationToken cut)
    {
        _longest = longest;
        _late = new CancellationTokenSource(longest, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, _left.Token, cut);
    }

    /// <summary>Requests that read it now.</summary>
    public int Readers => _log.Readers;

    /// <summary>Joins; null when its beginning is gone or everybody had left.</summary>
    public SharedReader? TryJoin(RouteDecision decision, bool leads, CancellationToken cancellationToken) =>
        _log.TryJoin() is { } reader ? new SharedReader(this, reader, decision, leads, cancellationToken) : null;

    /// <summary>Its attempt, once its first content is here.</summary>
    /// <exception cref="MeshException">Nobody answered.</exception>
    public Task<PlanAnswer> BegunAsync(CancellationToken cancellationToken) => _begun.Task.WaitAsync(cancellationToken);

    /// <summary>Asks, and hands on what comes until the end. Never throws: readers hear of a failure.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="recorder">Keeps what may be given again.</param>
    /// <param name="keep">Told of the end of a whole answer.</param>
    public async Task RunAsync(Func<CancellationToken, Task<PlanAnswer>> ask, AnswerRecorder recorder, Func<PlanAnswer, AnswerRecorder, Task> keep)
    {
        try
        {
            await using var answer = await ask(_end.Token);
            _begun.SetResult(answer);
            await foreach (var frame in answer.ReadAsync())
            {
                recorder.Take(frame);
                await _log.AddAsync(frame, _end.Token);
            }

            // Kept first: whoever has the answer and asks again finds it.
            await keep(answer, recorder);
            _log.End(null);
        }
        catch (Exception e)
        {
            var late = e is OperationCanceledException && _late.IsCancellationRequested ? Late() : null;

            // Closed first: who tries again must not join it once more.
            _log.End(late is null ? e : new EndpointException(late, mayMove: false, e));
            if (_begun.TrySetException(late is null ? e : new MeshException(late, e)))
            {
                // Whoever waited may have left.
                _ = _begun.Task.Exception;
            }
        }
    }

    /// <summary>A reader has left.</summary>
    public void Left(FrameLog.Reader reader)
    {
        if (reader.Leave())
        {
            _left.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Dispose();
        _late.Dispose();
    }

    private MeshError Late() => new() { Code = MeshErrorCode.DeadlineExceeded, Reason = "deadline_exceeded", Message = $"No whole answer within {_longest.TotalSeconds:0.###} s. Set a longer 'deadline' on the route or ask for a faster one." };
}
