namespace Mesh.Contracts.Catalog;

/// <summary>What became of a proposal.</summary>
/// <param name="Revision">The revision that now runs: the new one, or the one before when mistakes were found; null when there is none yet.</param>
/// <param name="Mistakes">Empty when it was accepted.</param>
[GenerateSerializer, Immutable, Alias("mesh.CatalogOutcome")]
public sealed record CatalogOutcome([property: Id(0)] CatalogRevision? Revision, [property: Id(1)] IReadOnlyList<CatalogMistake> Mistakes)
{
    /// <summary>Where the files that were observed stand now, for the next time; of no meaning after a proposal or a mistake.</summary>
    [Id(2)] public long Place { get; init; }

    /// <summary>Whether the proposal was accepted.</summary>
    public bool Accepted => Mistakes.Count == 0;
}
