namespace Mesh.Contracts.Catalog;

/// <summary>A price in USD per million tokens.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ModelPrice")]
public sealed record ModelPrice
{
    /// <summary>Prompt tokens.</summary>
    [Id(0)] public decimal In { get; init; }

    /// <summary>Prompt tokens that the vendor had cached; the same as <see cref="In"/> when the vendor grants nothing.</summary>
    [Id(1)] public decimal CachedIn { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    [Id(2)] public decimal Out { get; init; }

    /// <summary>Where the figure comes from.</summary>
    [Id(3)] public PriceSource Source { get; init; }

    /// <summary>Day on which it was read, when known.</summary>
    [Id(4)] public DateOnly? AsOf { get; init; }

    /// <summary>Whether a cost from it is an estimate.</summary>
    public bool IsEstimate => Source is PriceSource.Default or PriceSource.UnmeasuredGpuHour;
}
