namespace Mesh.Grains.Tests.Hosting;

/// <summary>Counts grain calls that wait for their answer, so that a clock stands still until they have it.</summary>
internal sealed class CallsUnderWay : IOutgoingGrainCallFilter
{
    private int _count;

    /// <summary>How many wait now.</summary>
    public int Count => Volatile.Read(ref _count);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        Interlocked.Increment(ref _count);
        try
        {
            await context.Invoke();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
