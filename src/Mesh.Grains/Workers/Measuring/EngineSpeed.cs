using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers.Measuring;

/// <summary>The speed of one engine: measured when that makes sense, and remembered. Not thread-safe.</summary>
/// <param name="measure">Measures it.</param>
/// <param name="known">What was measured before.</param>
/// <param name="time">The clock.</param>
internal sealed class EngineSpeed(SpeedMeasure measure, MeasuredSpeeds known, TimeProvider time)
{
    /// <summary>Pause between two attempts.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Most attempts at one process: an engine that never answers as it should is left alone.</summary>
    public const int MostAttempts = 5;

    private MeasuredStack? _stack;
    private int _attempts;
    private long _attemptedAt;

    /// <summary>The speed; null when it is not known.</summary>
    public MeasuredSpeed? Current { get; private set; }

    /// <summary>Whether an attempt is due, now that the engine runs this.</summary>
    public bool Wants(MeasuredStack stack)
    {
        if (stack != _stack)
        {
            (_stack, Current, _attempts) = (stack, known.Find(stack), 0);
        }

        return Current is null && _attempts < MostAttempts && (_attempts == 0 || time.GetElapsedTime(_attemptedAt) >= Pause);
    }

    /// <summary>Attempts it once.</summary>
    /// <exception cref="EngineException">The engine's process is gone.</exception>
    public async Task MeasureAsync(EngineConnection engine, EngineModel model, Func<CancellationToken, Task<bool>> isIdle, CancellationToken cancellationToken)
    {
        _attempts++;
        _attemptedAt = time.GetTimestamp();
        if (_stack is { } stack && await measure.MeasureAsync(engine, model.Name, model.ContextTokens, isIdle, cancellationToken) is { } speed)
        {
            Current = speed;
            known.Keep(stack, speed);
        }
    }

    /// <summary>Another process is there.</summary>
    public void Renew() => (_stack, Current, _attempts) = (null, null, 0);
}
