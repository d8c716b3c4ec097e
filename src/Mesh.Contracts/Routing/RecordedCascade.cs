namespace Mesh.Contracts.Routing;

/// <summary>One walk through the tiers of a cascade, of which numbers are kept and no text.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RecordedCascade")]
public sealed record RecordedCascade
{
    /// <summary>Tells walks apart: of one that is recorded again, since more is known of it, the last record holds.</summary>
    [Id(0)] public required Guid Walk { get; init; }

    /// <summary>The cascade: its route's name, and behind a slash its label where it has one.</summary>
    [Id(1)] public required string Cascade { get; init; }

    /// <summary>Whether it went through all tiers whatever was accepted.</summary>
    [Id(2)] public bool Audited { get; init; }

    /// <summary>The tiers that answered, in order.</summary>
    [Id(3)] public IReadOnlyList<RecordedTier> Tiers { get; init; } = [];

    /// <summary>Bytes that it holds, about.</summary>
    public int Size => Cascade.Length + Tiers.Sum(t => t.Features.Length + t.Model.Length + (40 * t.Parts.Count));
}
