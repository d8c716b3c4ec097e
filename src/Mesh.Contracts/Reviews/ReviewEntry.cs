namespace Mesh.Contracts.Reviews;

/// <summary>A review in a list: nothing of what users and models said.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ReviewEntry")]
public sealed record ReviewEntry
{
    /// <summary>Its id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Its queue.</summary>
    [Id(1)] public required string Queue { get; init; }

    /// <summary>How far it has got.</summary>
    [Id(2)] public ReviewState State { get; init; }

    /// <summary>The route that was asked for.</summary>
    [Id(3)] public string Route { get; init; } = "";

    /// <summary>The class of task; null where nothing read it.</summary>
    [Id(4)] public string? Task { get; init; }

    /// <summary>When it was handed over.</summary>
    [Id(5)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is too late for an answer.</summary>
    [Id(6)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it goes, once it is over; null while it is not.</summary>
    [Id(7)] public DateTimeOffset? GoesAt { get; init; }
}
