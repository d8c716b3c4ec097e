namespace Mesh.Contracts.Catalog;

/// <summary>What is served: a model's card.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ModelEntry")]
public sealed record ModelEntry
{
    /// <summary>Name in the catalogue.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Family, such as <c>gpt-5</c> or <c>llama</c>; null when not stated.</summary>
    [Id(1)] public string? Family { get; init; }

    /// <summary>What it can take and give.</summary>
    [Id(2)] public ModelCapabilities Capabilities { get; init; } = ModelCapabilities.Text;

    /// <summary>Longest prompt and answer together, in tokens; null when not known.</summary>
    [Id(3)] public int? ContextTokens { get; init; }

    /// <summary>Longest answer, in tokens; null when not known.</summary>
    [Id(4)] public int? MaxOutputTokens { get; init; }

    /// <summary>Price; null when not known (then <see cref="CatalogDefaults.UnknownPrice"/> holds, marked as estimated).</summary>
    [Id(5)] public ModelPrice? Price { get; init; }

    /// <summary>Quality by task class, each 0 to 1 (reasoning, code, chat, ...).</summary>
    [Id(6)] public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();

    /// <summary>Where it stands in its life; only approved and deprecated models serve.</summary>
    [Id(7)] public ModelState State { get; init; } = ModelState.Approved;

    /// <summary>Data classes that it may see, such as <c>private</c>; empty when none is granted.</summary>
    [Id(8)] public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Length of an embedding; null when it makes none.</summary>
    [Id(9)] public int? EmbeddingDimensions { get; init; }

    /// <summary>For simulated models, how they behave; else null.</summary>
    [Id(10)] public SimulatedBehavior? Simulated { get; init; }

    /// <summary>How many requests may wait for it on a silo, and for how long.</summary>
    [Id(13)] public QueueLimits Queue { get; init; } = new();

    /// <summary>How long its endpoints may take.</summary>
    [Id(11)] public UpstreamTimeouts Timeouts { get; init; } = new();

    /// <summary>Longest answer in bytes; null for 64 MiB.</summary>
    [Id(12)] public long? MaxAnswerBytes { get; init; }

    /// <summary>For figures of <see cref="Quality"/> that were measured by a benchmark, how many samples it had.</summary>
    [Id(14)] public IReadOnlyDictionary<string, int> Benchmarks { get; init; } = new Dictionary<string, int>();

    /// <summary>Mean over all quality figures, 0.5 where there is none.</summary>
    public double MeanQuality => Quality.Count == 0 ? 0.5 : Quality.Values.Average();
}
