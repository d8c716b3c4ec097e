namespace Mesh.Contracts.Caching;

/// <summary>What a caller does not want of a cache.</summary>
[Flags]
public enum CacheUse
{
    /// <summary>The route's own rules hold.</summary>
    Free = 0,

    /// <summary>A new answer is wanted; it may be kept.</summary>
    NoCache = 1,

    /// <summary>The answer is neither kept nor shared.</summary>
    NoStore = 2,
}
