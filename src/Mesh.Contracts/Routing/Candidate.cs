namespace Mesh.Contracts.Routing;

/// <summary>One endpoint under consideration.</summary>
[GenerateSerializer, Immutable, Alias("mesh.Candidate")]
public readonly record struct Candidate
{
    /// <summary>Endpoint name.</summary>
    [Id(0)] public required string Endpoint { get; init; }

    /// <summary>Model name.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>Why it was left out; <see cref="Exclusion.None"/> when it may serve.</summary>
    [Id(2)] public Exclusion Excluded { get; init; }

    /// <summary>What it was ranked by; higher is better. Comparable inside one decision only.</summary>
    [Id(3)] public double Score { get; init; }

    /// <summary>Quality at the request's task, or in the mean where that was not told, 0 to 1.</summary>
    [Id(4)] public double Quality { get; init; }

    /// <summary>Expected cost in USD.</summary>
    [Id(5)] public double CostUsd { get; init; }

    /// <summary>Predicted time in seconds.</summary>
    [Id(6)] public double Seconds { get; init; }

    /// <summary>Share of its capacity in use, 0 to 1 and above.</summary>
    [Id(7)] public double Load { get; init; }

    /// <summary>Whether <see cref="CostUsd"/> rests on a default price.</summary>
    [Id(8)] public bool CostEstimated { get; init; }

    /// <summary>Whether it fails and is asked only after every other candidate: too many of its model's endpoints are out already.</summary>
    [Id(9)] public bool Suspect { get; init; }

    /// <summary>How likely it is to fail, by the last minute, 0 to 1.</summary>
    [Id(10)] public double Risk { get; init; }

    /// <summary>What it is worth in <see cref="Score"/> that the conversation keeps its model.</summary>
    [Id(40)] public double Stay { get; init; }

    /// <summary>Seconds by which it is ahead because the conversation was answered there.</summary>
    [Id(41)] public double Warmth { get; init; }

    /// <summary>0 for the route's candidates, then one more for each fallback: earlier ones are asked first.</summary>
    [Id(42)] public int Group { get; init; }

    /// <summary>What of <see cref="Seconds"/> is its load's; all nothing where it is no engine of the mesh's nodes, whose inside is not seen.</summary>
    [Id(30)] public LoadParts Parts { get; init; }
}
