namespace Mesh.Grains.Tests.Turns;

/// <summary>Counts the grain calls that requests make themselves, or begin and leave behind.</summary>
internal sealed class CallsOfRequests : IOutgoingGrainCallFilter
{
    private readonly AsyncLocal<bool> _within = new();
    private int _count;

    /// <summary>How many.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Runs a request.</summary>
    public Task Within(Func<Task> request)
    {
        _within.Value = true;
        try
        {
            return request();
        }
        finally
        {
            _within.Value = false;
        }
    }

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (_within.Value)
        {
            Interlocked.Increment(ref _count);
        }

        return context.Invoke();
    }
}
