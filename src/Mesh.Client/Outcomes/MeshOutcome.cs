using V1 = MeshSilo.V1;

namespace Mesh.Client.Outcomes;

/// <summary>How an answer came about.</summary>
public sealed record MeshOutcome
{
    /// <summary>The decision's id, to ask the mesh about.</summary>
    public required string DecisionId { get; init; }

    /// <summary>The name that was asked for; empty for embeddings.</summary>
    public string Route { get; init; } = "";

    /// <summary>The catalogue's model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The endpoint that answered.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Attempts that it took.</summary>
    public int Attempts { get; init; }

    /// <summary>Endpoints that failed before.</summary>
    public IReadOnlyList<string> FallbackFrom { get; init; } = [];

    /// <summary>Cost in USD.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Whether the cost rests on an estimate.</summary>
    public bool CostEstimated { get; init; }

    /// <summary>Time to the first content, as the mesh saw it; null when not measured.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Whole time, as the mesh saw it; null when not measured.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Where the token count comes from.</summary>
    public MeshUsageSource UsageSource { get; init; }

    /// <summary>Whether the model is simulated.</summary>
    public bool Simulated { get; init; }

    /// <summary>Who answered where no model was asked: <c>exact</c> (the answer was kept, or under way for somebody else), <c>semantic</c> (it was kept for a question in other words) or <c>rule</c>; null for a model.</summary>
    public string? Cache { get; init; }

    /// <summary>The handle that stands in the place of an answer for which a person is waited; null where there is an answer.</summary>
    public MeshReviewHandle? Review { get; init; }

    internal static MeshOutcome From(V1.Outcome outcome) => new()
    {
        DecisionId = outcome.DecisionId,
        Route = outcome.Route,
        Model = outcome.Model,
        Endpoint = outcome.Endpoint,
        Attempts = outcome.Attempts,
        FallbackFrom = [.. outcome.FallbackFrom],
        CostUsd = Usd(outcome.CostUsd),
        CostEstimated = outcome.CostEstimated,
        TimeToFirstToken = outcome.TimeToFirstToken?.ToTimeSpan(),
        Duration = outcome.Duration?.ToTimeSpan(),
        UsageSource = Source(outcome.Usage),
        Simulated = outcome.Simulated,
        Cache = outcome.Cache.Length > 0 ? outcome.Cache : null,
        Review = outcome.Review is { } review ? new MeshReviewHandle(review.Id, review.Queue, review.ExpireTime?.ToDateTimeOffset() ?? default) : null,
    };

    internal static MeshOutcome From(V1.EmbedResponse response) => new()
    {
        DecisionId = response.DecisionId,
        Model = response.Model,
        Endpoint = response.Endpoint,
        Attempts = response.Attempts,
        CostUsd = Usd(response.CostUsd),
        UsageSource = Source(response.Usage),
    };

    // A double that no decimal holds is not a cost; the mesh sends none such, and a client does not fall over one.
    private static decimal Usd(double cost) => double.IsFinite(cost) && Math.Abs(cost) < 1e18 ? (decimal)cost : 0;

    private static MeshUsageSource Source(V1.Usage? usage) => usage?.Source switch
    {
        V1.UsageSource.Upstream => MeshUsageSource.Upstream,
        V1.UsageSource.Counted => MeshUsageSource.Counted,
        V1.UsageSource.Estimated => MeshUsageSource.Estimated,
        _ => MeshUsageSource.Unknown,
    };
}
