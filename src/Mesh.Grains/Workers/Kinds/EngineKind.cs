using Mesh.Grains.Workers.Gauges;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>How one kind of engine is told apart and read. One serves all engines of its kind.</summary>
internal abstract class EngineKind
{
    /// <summary>Its provider preset; null for any engine that speaks OpenAI's dialect.</summary>
    public abstract string? Preset { get; }

    /// <summary>The port on which it listens unless told otherwise; null when there is no usual one.</summary>
    public virtual int? UsualPort => null;

    /// <summary>What its gauges should tell; empty when it has none.</summary>
    public virtual IReadOnlyList<GaugeMeaning> Gauges => [];

    /// <summary>What the engine is and serves; null when it is not of this kind.</summary>
    /// <exception cref="EngineException">It did not answer.</exception>
    public abstract Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken);

    /// <summary>How it is, by a page that costs it nothing.</summary>
    /// <exception cref="EngineException">It did not answer.</exception>
    public virtual async Task<EngineHealth> HealthAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        EngineHealth.Of(await engine.GetAsync("/health", cancellationToken));

    /// <summary>Its gauges now; null when it shows none.</summary>
    /// <exception cref="EngineException">It did not answer.</exception>
    public virtual async Task<GaugeReading?> GaugesAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        await engine.GetAsync("/metrics", cancellationToken) is { IsGood: true } page ? GaugeReading.Of(page.Body.Span) : null;
}
