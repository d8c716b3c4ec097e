using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Routing;

/// <summary>What the learned router said when a decision was made.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouterPrediction")]
public sealed record RouterPrediction
{
    /// <summary>Which trained router it was.</summary>
    [Id(0)] public required string Artifact { get; init; }

    /// <summary>Whether it decided.</summary>
    [Id(1)] public required RouterMode Mode { get; init; }

    /// <summary>What it says of each model that it knows, before it is corrected by outcomes.</summary>
    [Id(2)] public required IReadOnlyList<PredictedQuality> Qualities { get; init; }

    /// <summary>The candidate that it would ask first; null where it knows none that may serve.</summary>
    [Id(3)] public string? Preferred { get; init; }

    /// <summary>Whether another one than the best was asked first, to learn how good it is.</summary>
    [Id(4)] public bool Explored { get; init; }

    /// <summary>How likely the choice was, above 0 and up to 1; null where nothing was drawn.</summary>
    [Id(5)] public double? Propensity { get; init; }

    /// <summary>How much its word counts beside the matrix, 0 to 1.</summary>
    [Id(6)] public double Trust { get; init; }
}
