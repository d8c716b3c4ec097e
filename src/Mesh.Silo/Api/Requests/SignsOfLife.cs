namespace Mesh.Silo.Api.Requests;

/// <summary>Gives the reader of a turn a sign of life every 10 s while nothing comes, lest something on the way closes the connection.</summary>
internal static class SignsOfLife
{
    /// <summary>Waits for the next frame. When a sign of life fails, or the reader has gone, the read is still waited for: it ends with the request, and only then may its enumerator be disposed.</summary>
    /// <param name="next">The read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="signOfLife">Writes one.</param>
    /// <param name="gone">The reader's going away, which ends the read as well.</param>
    public static ValueTask<bool> WaitAsync(ValueTask<bool> next, TimeProvider time, Func<Task> signOfLife, CancellationToken gone) =>
        next.IsCompleted ? next : SlowAsync(next.AsTask(), time, signOfLife, gone);

    private static async ValueTask<bool> SlowAsync(Task<bool> next, TimeProvider time, Func<Task> signOfLife, CancellationToken gone)
    {
        while (true)
        {
            await ((Task)next).WaitAsync(Patience.Longest, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (next.IsCompleted || gone.IsCancellationRequested)
            {
                return await next;
            }

            try
            {
                await signOfLife();
            }
            catch
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }
    }
}
