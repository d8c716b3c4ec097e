namespace Mesh.Routing.Load;

/// <summary>The constants of the load's score. The defaults are what <c>bench/Mesh.Simulation</c> has shown to serve; docs/routing-load.md has its tables.</summary>
public sealed record LoadTuning
{
    /// <summary>The constants that decisions go by.</summary>
    public static LoadTuning Default { get; } = new();

    /// <summary>Seconds that each answer under way adds to a token of another one.</summary>
    public double StreamSeconds { get; init; } = 0.0003;

    /// <summary>Seconds that a whole cache too much is worth.</summary>
    public double CacheSeconds { get; init; } = 30;

    /// <summary>Share of the cache from which on it is short.</summary>
    public double CacheKnee { get; init; } = 0.8;

    /// <summary>Share of a prompt that must be cached at an endpoint for it to be warm.</summary>
    public double WarmShare { get; init; } = 0.2;

    /// <summary>Seconds by which the queue of the best warm endpoint may be longer than that of the best cold one, and the request still stays.</summary>
    public double StaySeconds { get; init; } = 1;

    /// <summary>As <see cref="StaySeconds"/>, for each second of the mean queue: the more there is to read, the dearer is reading twice.</summary>
    public double StayLoad { get; init; } = 2.5;

    /// <summary>Share of requests that do not stay for warmth, so that caches are sown and endpoints that have recovered are seen.</summary>
    public double Exploration { get; init; } = 0.01;

    /// <summary>Share of the best score within which endpoints count as equal.</summary>
    public double AlikeShare { get; init; } = 0.05;

    /// <summary>Seconds within which endpoints count as equal.</summary>
    public double AlikeSeconds { get; init; } = 0.02;

    /// <summary>Seconds of queue with which an engine is saturated: a few of its steps.</summary>
    public double SaturatedSeconds { get; init; } = 2;

    /// <summary>Saturation up to which critical requests go out.</summary>
    public double CriticalSaturation { get; init; } = 2;

    /// <summary>Saturation up to which sheddable requests go out.</summary>
    public double SheddableSaturation { get; init; } = 0.5;
}
