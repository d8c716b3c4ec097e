namespace Mesh.Grains.Admission;

/// <summary>By the queue that requests' work comes through too: a timer's own lateness would not show a delay that stays the same.</summary>
internal sealed class ThreadPoolDelay(TimeProvider time) : IThreadDelay
{
    /// <inheritdoc/>
    public async Task<TimeSpan> MeasureAsync()
    {
        var asked = time.GetTimestamp();
        var ran = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => ran.SetResult(time.GetElapsedTime(asked)), null);
        return await ran.Task;
    }
}
