using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>An answer under way to its caller. Disposing it ends the upstream call and closes the account.</summary>
public sealed class Turn : IAsyncDisposable
{
    private readonly TurnDeadline _deadline;
    private readonly ServedEndpoint? _served;
    private readonly MeshInstruments _instruments;
    private string? _failed;
    private bool _ended;
    private int _disposed;

    internal Turn(PlanAnswer answer, ServedEndpoint? served, TurnDeadline deadline, MeshInstruments instruments) =>
        (Answer, _served, _deadline, _instruments) = (answer, served, deadline, instruments);

    /// <summary>The plan's answer: decision, attempt, attempts before it.</summary>
    public PlanAnswer Answer { get; }

    /// <summary>Time since the request came in.</summary>
    public TimeSpan Elapsed => _deadline.Elapsed;

    /// <summary>Time that the request has left; negative when it is over.</summary>
    public TimeSpan Remaining => _deadline.Remaining;

    /// <summary>What it has taken so far; final once the frames are read to their end.</summary>
    public AttemptAccount Account => Answer.Attempt.Account;

    /// <summary>All frames in order, once.</summary>
    /// <exception cref="MeshException">interrupted or deadline_exceeded: the answer broke off.</exception>
    public async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await using var frames = Answer.ReadAsync().GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(frames))
        {
            yield return frames.Current;
        }

        _ended = true;
    }

    /// <summary>The caller has not taken what was written to it for too long; the answer is counted as broken off by that.</summary>
    public void CallerStalled() => _failed ??= Remaining > TimeSpan.Zero ? ErrorTypes.SlowReader : MeshErrorStatus.For(MeshErrorCode.DeadlineExceeded).Name;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await Answer.DisposeAsync();
        }
        finally
        {
            Close();
            _deadline.Dispose();
        }
    }

    private void Close()
    {
        if (_ended && _failed is null && _served is not null)
        {
            _instruments.Ended(Operations.Chat, Answer.Decision, _served, Elapsed);
        }
        else if (!_ended || _failed is not null)
        {
            // A caller that stays and yet stops reading had a frame that could not be read.
            var error = _failed ?? (_deadline.CallerGone ? ErrorTypes.Cancelled : MeshErrorStatus.For(MeshErrorCode.Interrupted).Name);
            _instruments.Aborted(Operations.Chat, Answer.Attempt.Model, error, Elapsed);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (EndpointException e)
        {
            _failed ??= MeshErrorStatus.For(MeshErrorCode.Interrupted).Name;
            throw new MeshException(e.Error with { Code = MeshErrorCode.Interrupted, Reason = "answer_broken", Message = $"The answer broke off: {e.Error.Message} Ask again; nothing was kept." }, e);
        }
        catch (OperationCanceledException) when (_deadline.Passed)
        {
            _failed ??= MeshErrorStatus.For(MeshErrorCode.DeadlineExceeded).Name;
            throw _deadline.Exceeded(Answer.Decision);
        }
    }
}
