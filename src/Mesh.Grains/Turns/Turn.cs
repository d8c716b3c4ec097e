using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>An answer under way to its caller. Disposing it ends the upstream call and closes the account.</summary>
public sealed class Turn(PlanAnswer answer, CancellationTokenSource deadline, CancellationTokenSource linked, MeshInstruments instruments, TimeProvider time, long began, CancellationToken caller)
    : IAsyncDisposable
{
    private MeshErrorCode? _failed;
    private bool _ended;

    /// <summary>The plan's answer: decision, attempt, attempts before it.</summary>
    public PlanAnswer Answer { get; } = answer;

    /// <summary>Time since the request came in.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(began);

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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Answer.DisposeAsync();
        linked.Dispose();
        deadline.Dispose();
        instruments.Ended(Answer, Elapsed, _ended ? null : _failed?.ToString() ?? "cancelled");
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (EndpointException e)
        {
            _failed = MeshErrorCode.Interrupted;
            throw new MeshException(e.Error with { Code = MeshErrorCode.Interrupted, Reason = "answer_broken", Message = $"The answer broke off: {e.Error.Message} Ask again; nothing was kept." }, e);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            _failed = MeshErrorCode.DeadlineExceeded;
            throw TurnRunner.DeadlinePassed(Answer.Decision);
        }
    }
}
