namespace Mesh.Grains.Learning;

/// <summary>The stored list of pages.</summary>
[GenerateSerializer, Alias("mesh.OutcomeShelf")]
public sealed class OutcomeShelf
{
    /// <summary>The pages, the oldest first.</summary>
    [Id(0)] public List<OutcomePageNote> Pages { get; set; } = [];

    /// <summary>Number of the next page.</summary>
    [Id(1)] public long Next { get; set; }
}
