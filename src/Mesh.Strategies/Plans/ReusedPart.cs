using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>A part of a plan whose answer may be one that was given before.</summary>
public sealed class ReusedPart
{
    /// <summary>The plan's route.</summary>
    public required string Route { get; init; }

    /// <summary>The part, with what is kept.</summary>
    public required CacheEntry Entry { get; init; }

    /// <summary>What is asked of it.</summary>
    public required ChatTask Task { get; init; }

    /// <summary>The decision that led to the plan.</summary>
    public required RouteDecision Decision { get; init; }

    /// <summary>What the plan's caller does not want of a cache.</summary>
    public required CacheUse CacheUse { get; init; }

    /// <summary>When its time is over, as a timestamp.</summary>
    public required long Expires { get; init; }

    /// <summary>Time that is left.</summary>
    public required TimeSpan Left { get; init; }

    /// <summary>Who may answer, by all leaves of the part, and who may not and why. Asks nobody.</summary>
    public required Func<IReadOnlyList<Candidate>> Candidates { get; init; }

    /// <summary>Asks the part, under a token of its own.</summary>
    public required Func<CancellationToken, Task<PlanAnswer>> Ask { get; init; }
}
