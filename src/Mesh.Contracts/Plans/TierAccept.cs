namespace Mesh.Contracts.Plans;

/// <summary>When the answer of a cascade's tier is good enough.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TierAccept")]
public sealed record TierAccept
{
    /// <summary>Most further samples of a tier.</summary>
    public const int MostSamples = 8;

    /// <summary>The least confidence, 0 to 1.</summary>
    [Id(0)] public double Confidence { get; init; }

    /// <summary>The least confidence by class of task, where it is another one.</summary>
    [Id(1)] public IReadOnlyDictionary<string, double> ByTask { get; init; } = new Dictionary<string, double>();

    /// <summary>What confidence is made of, in this order.</summary>
    [Id(2)] public IReadOnlyList<TierSource> Sources { get; init; } = [TierSource.Checks, TierSource.Agreement];

    /// <summary>How many further samples of the tier are compared with its answer; 0 where only agreement counts that the tier reports itself.</summary>
    [Id(3)] public int Samples { get; init; }

    /// <summary>Who verifies; null for the tier itself.</summary>
    [Id(4)] public NodeEntry? Judge { get; init; }

    /// <summary>The catalogue's name of the learned scorer that is read; null for none.</summary>
    [Id(5)] public string? Scorer { get; init; }

    /// <summary>Share of answers that are accepted, 0 to 1, as forecasts expect it.</summary>
    [Id(6)] public double Accepted { get; init; }

    /// <summary>The least confidence for a class of task.</summary>
    public double Least(string? task) => task is not null && ByTask.TryGetValue(task, out var own) ? own : Confidence;
}
