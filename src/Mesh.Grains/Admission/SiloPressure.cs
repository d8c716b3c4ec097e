using Mesh.Contracts.Routing;

namespace Mesh.Grains.Admission;

/// <summary>
/// Whom a silo under pressure refuses, and the bound on all that it has under way. Memory: the greater of resident memory by the
/// container's (or the machine's) and live heap by what the collector may use; high from 85%, severe from 92%, for a second.
/// Processor: how long ready work waits for a thread; high from 100 ms, severe from 500 ms, for a second. A busy processor is no
/// pressure by itself: at 100% with nothing waiting a silo does all that it is asked to.
/// </summary>
public sealed class SiloPressure(int mostUnderWay)
{
    private const int Rise = 4;
    private const int Fall = 8;
    private readonly PressureSignal _memory = new(0.85, 0.92, Rise, Fall);
    private readonly PressureSignal _delay = new(0.1, 0.5, Rise, Fall);
    private volatile PressureLevel _level;
    private int _underWay;

    /// <summary>The level now.</summary>
    public PressureLevel Level => _level;

    /// <summary>Most requests under way, those that wait included.</summary>
    public int MostUnderWay { get; } = mostUnderWay;

    /// <summary>Requests under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Whether the silo takes nothing more, of whatever class.</summary>
    public bool IsFull => UnderWay >= MostUnderWay;

    /// <summary>Whether a class is refused for pressure.</summary>
    public bool Refuses(WorkClass workClass) => _level switch
    {
        PressureLevel.None => false,
        PressureLevel.High => workClass == WorkClass.Sheddable,
        _ => workClass != WorkClass.Critical,
    };

    /// <summary>Takes a sample in; from one thread at a time.</summary>
    /// <param name="memoryShare">Share of memory in use, 0 to 1.</param>
    /// <param name="threadDelay">How long ready work waited for a thread.</param>
    public void Observe(double memoryShare, TimeSpan threadDelay)
    {
        var (memory, delay) = (_memory.Observe(memoryShare), _delay.Observe(threadDelay.TotalSeconds));
        _level = memory > delay ? memory : delay;
    }

    /// <summary>Counts a request in, unless the silo is full.</summary>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _underWay) <= MostUnderWay)
        {
            return true;
        }

        Interlocked.Decrement(ref _underWay);
        return false;
    }

    /// <summary>Counts it out.</summary>
    public void End() => Interlocked.Decrement(ref _underWay);
}
