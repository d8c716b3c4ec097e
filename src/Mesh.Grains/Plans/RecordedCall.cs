using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Plans;

/// <summary>A call's answer, whose end goes into the record of its decision.</summary>
internal sealed class RecordedCall(PlanAnswer answer, MeshRouter router, ServedRequest served, TimeProvider time, long began) : AnswerAround(answer)
{
    private bool _ended;
    private bool _broke;
    private int _disposed;

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await using var frames = Inner.ReadAsync().GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(frames))
        {
            yield return frames.Current;
        }

        _ended = true;
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _broke = true;
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await Inner.DisposeAsync();
        }
        finally
        {
            // Whoever reads no further has what it needs, or has gone.
            var error = _ended ? null : _broke ? MeshErrorStatus.For(MeshErrorCode.Interrupted).Name : ErrorTypes.Cancelled;
            router.Ended(Inner.Decision, served, Inner.Attempt.Model, Inner.Attempt.Endpoint, Outcomes.Of(Inner, error, time.GetElapsedTime(began)));
        }
    }
}
