namespace Mesh.Contracts.Catalog;

/// <summary>The cluster's one catalogue and its history. Key: <see cref="Key"/>.</summary>
[Alias("mesh.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>The only key that is used.</summary>
    const string Key = "catalog";

    /// <summary>The newest revision when its number is above <paramref name="known"/>, else null.</summary>
    [Alias("GetNewer")]
    Task<CatalogRevision?> GetNewerAsync(long known);

    /// <summary>
    /// Tells what the operator's own files say now. What they said already changes nothing, also when another revision runs since
    /// (a rollback holds until the files are edited); else they become the next revision, or every mistake is returned.
    /// </summary>
    [Alias("Observe")]
    Task<CatalogOutcome> ObserveAsync(IReadOnlyList<CatalogFile> files, string author);

    /// <summary>Every mistake that <see cref="ProposeAsync"/> would return.</summary>
    [Alias("Check")]
    Task<IReadOnlyList<CatalogMistake>> CheckAsync(IReadOnlyList<CatalogFile> files);

    /// <summary>
    /// Checks the files and makes them the next revision, or changes nothing and returns every mistake. Secrets may be named only
    /// as the operator's own files name them: with the same host.
    /// </summary>
    [Alias("Propose")]
    Task<CatalogOutcome> ProposeAsync(IReadOnlyList<CatalogFile> files, string author);

    /// <summary>Makes a new revision with the content of revision <paramref name="number"/>.</summary>
    [Alias("RollBack")]
    Task<CatalogOutcome> RollBackAsync(long number, string author);

    /// <summary>The revisions that are kept, newest first.</summary>
    [Alias("History")]
    Task<IReadOnlyList<CatalogRevision>> HistoryAsync();
}
