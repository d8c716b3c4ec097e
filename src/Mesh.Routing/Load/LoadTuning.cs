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

    /// <summary>Seconds of queue in an engine up to which standard requests go out to it: a few of its steps.</summary>
    public double SaturatedSeconds { get; init; } = 1;

    /// <summary>Share of its cache promised to what is under way up to which they do when critical work's share is <see cref="KeptShare"/> or more; up to <see cref="CriticalCache"/> when there is none.</summary>
    public double SaturatedCache { get; init; } = 0.8;

    /// <summary>Critical work's share of all from which on standard requests leave it room in the cache.</summary>
    public double KeptShare { get; init; } = 0.1;

    /// <summary>As <see cref="SaturatedSeconds"/>, for critical requests.</summary>
    public double CriticalSeconds { get; init; } = 4;

    /// <summary>As <see cref="SaturatedCache"/>, for critical requests.</summary>
    public double CriticalCache { get; init; } = 1;

    /// <summary>As <see cref="SaturatedSeconds"/>, for sheddable requests with others before them.</summary>
    public double SheddableSeconds { get; init; } = 0.4;

    /// <summary>As <see cref="SaturatedCache"/>, for sheddable requests when nearly all work is the others'.</summary>
    public double SheddableCache { get; init; } = 0.5;

    /// <summary>Share of the longest wait that sheddable requests may wait: who goes last would else be answered when nobody reads it any more.</summary>
    public double SheddableWait { get; init; } = 0.5;

    /// <summary>As <see cref="SaturatedCache"/>, for tenants beyond their share when the others' share of the work is <see cref="YieldShare"/> or more.</summary>
    public double YieldCache { get; init; } = 0.1;

    /// <summary>The others' share of the work from which on a tenant beyond its own has least of the cache.</summary>
    public double YieldShare { get; init; } = 0.4;

    /// <summary>Seconds of queue up to which an engine counts as one that has nothing to read.</summary>
    public double QuietSeconds { get; init; } = 0.1;

    /// <summary>Standard deviations of the work of those who go before others for which engines are kept.</summary>
    public double Safety { get; init; } = 3;

    /// <summary>Share of all work up to which nothing is kept for those who go before others, since there are hardly any.</summary>
    public double LeastShare { get; init; } = 0.01;

    /// <summary>Seconds in which what was taken of the engines fades by e.</summary>
    public double DemandSeconds { get; init; } = 60;

    /// <summary>Times its equal share of a class's work that a tenant may take and still count as of that class.</summary>
    public double OverShare { get; init; } = 1.5;
}
