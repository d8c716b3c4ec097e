namespace Mesh.Contracts.Endpoints;

/// <summary>What a silo tells of itself when it asks for its share of an endpoint.</summary>
[GenerateSerializer, Immutable, Alias("mesh.EndpointDemand")]
public sealed record EndpointDemand
{
    /// <summary>Of a silo that has no lease and wants nothing yet.</summary>
    public static EndpointDemand None { get; } = new();

    /// <summary>Requests under way from the silo.</summary>
    [Id(0)] public int InFlight { get; init; }

    /// <summary>Requests at once that its lease in force allows; null before its first.</summary>
    [Id(1)] public int? Concurrency { get; init; }

    /// <summary>Requests at once that it had lately and would have had.</summary>
    [Id(2)] public int ConcurrencyWanted { get; init; }

    /// <summary>Requests by the minute.</summary>
    [Id(3)] public RateDemand Requests { get; init; }

    /// <summary>Tokens by the minute.</summary>
    [Id(4)] public RateDemand Tokens { get; init; }
}
