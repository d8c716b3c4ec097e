using Grpc.Core;
using Mesh.Contracts.Errors;
using Mesh.Grains.Draining;
using Mesh.Silo.Access;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Views that are sent again and again, until the caller ends it, its key has gone or the silo stops.</summary>
internal sealed class Watching(CallerCheck callers, SiloState state, TimeProvider time)
{
    private const int ShortestInterval = 100;
    private const int LongestInterval = 60_000;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Writes views; ends only by an exception.</summary>
    /// <param name="milliseconds">From one view to the next; 0 for a second.</param>
    /// <param name="responses">Where they go.</param>
    /// <param name="context">The call.</param>
    /// <param name="view">Makes a view.</param>
    /// <exception cref="MeshException">invalid_request: the interval is out of bounds; unavailable: this silo is about to stop.</exception>
    public Task RunAsync<T>(int milliseconds, IServerStreamWriter<T> responses, ServerCallContext context, Func<T> view) =>
        RunAsync(milliseconds, responses, context, () => Task.FromResult(view()));

    /// <inheritdoc cref="RunAsync{T}(int, IServerStreamWriter{T}, ServerCallContext, Func{T})"/>
    public async Task RunAsync<T>(int milliseconds, IServerStreamWriter<T> responses, ServerCallContext context, Func<Task<T>> view)
    {
        using var timer = new PeriodicTimer(Interval(milliseconds), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, state.Leaving);
        try
        {
            do
            {
                // A watch may outlive its key: it ends at the first view after the key has gone.
                callers.Check(context.GetHttpContext());
                await responses.WriteAsync(await view(), ending.Token);
            }
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A watch never ends by itself, and would hold the silo up.
            throw new MeshException(MeshErrorCode.Unavailable, SiloState.Reason, "This silo is about to stop. Watch another one.");
        }
    }

    private static TimeSpan Interval(int milliseconds) => milliseconds switch
    {
        0 => s_interval,
        >= ShortestInterval and <= LongestInterval => TimeSpan.FromMilliseconds(milliseconds),
        _ => throw Fields.Invalid("interval_ms", $"'interval_ms' must be from {ShortestInterval} to {LongestInterval}, or left out for {s_interval.TotalMilliseconds}."),
    };
}
