namespace Mesh.Contracts.Routing;

/// <summary>What one tier of a cascade gave, and how sure the cascade was of it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RecordedTier")]
public sealed record RecordedTier
{
    /// <summary>Its place, from 0.</summary>
    [Id(0)] public int At { get; init; }

    /// <summary>The model that answered.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>The confidence in its answer, 0 to 1; null for the last tier, and where no source said anything.</summary>
    [Id(2)] public double? Confidence { get; init; }

    /// <summary>Whether that was enough.</summary>
    [Id(3)] public bool Accepted { get; init; }

    /// <summary>What each source said.</summary>
    [Id(4)] public IReadOnlyList<RecordedPart> Parts { get; init; } = [];

    /// <summary>What it cost in USD, with the calls by which it was judged.</summary>
    [Id(5)] public decimal CostUsd { get; init; }

    /// <summary>How right its answer was, 0 to 1; null where nobody knows.</summary>
    [Id(6)] public double? Quality { get; init; }

    /// <summary>The features of question and answer that a scorer learns from, four bytes each; empty for none.</summary>
    [Id(7)] public byte[] Features { get; init; } = [];
}
