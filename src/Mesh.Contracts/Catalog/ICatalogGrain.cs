namespace Mesh.Contracts.Catalog;

/// <summary>The cluster's one catalogue and its history. Key: <see cref="Key"/>.</summary>
[Alias("mesh.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>The only key that is used.</summary>
    const string Key = "catalog";

    /// <summary>The place after every text that was seen.</summary>
    const long Newest = long.MaxValue;

    /// <summary>The newest revision when its number is above <paramref name="known"/>, else null.</summary>
    [Alias("GetNewer")]
    Task<CatalogRevision?> GetNewerAsync(long known);

    /// <summary>
    /// Tells what a silo's copy of the operator's files says now. Each text that a copy shows first becomes the next in a sequence, and
    /// the next revision, or every mistake is returned. A text that already stands in the sequence after <paramref name="place"/> is
    /// old news from a copy that lags behind, and changes nothing, whatever was written since; so does the newest text, also when
    /// another revision runs since (a rollback holds until the files are edited).
    /// </summary>
    /// <param name="files">What the copy says.</param>
    /// <param name="author">Who is to be named.</param>
    /// <param name="place">Where the copy stood before, by <see cref="LocateAsync"/> or <see cref="CatalogOutcome.Place"/>; <see cref="Newest"/> when whatever it says counts as an edit.</param>
    [Alias("Observe")]
    Task<CatalogOutcome> ObserveAsync(IReadOnlyList<CatalogFile> files, string author, long place);

    /// <summary>
    /// Where in the sequence a starting silo's copy stands: at its last text that is alike, or at the newest when there is none. It changes nothing.
    /// </summary>
    [Alias("Locate")]
    Task<long> LocateAsync(IReadOnlyList<CatalogFile> files);

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
