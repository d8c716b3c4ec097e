using Mesh.Catalog.Changes;
using Mesh.Catalog.Checking;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;

namespace Mesh.Grains.Catalog;

/// <summary>Keeps the revisions. The files are what is stored; the document is read from them again, so that a newer build sees them with its own eyes.</summary>
internal sealed class CatalogGrain([PersistentState("catalog")] IPersistentState<CatalogLog> log, TimeProvider time) : Grain, ICatalogGrain
{
    private const int MostKept = 50;
    private CatalogRevision? _current;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _current = log.State.Entries.Count == 0 ? null : Open(log.State.Entries[^1]);
        return Task.CompletedTask;
    }

    public Task<CatalogRevision?> GetNewerAsync(long known) => Task.FromResult(_current?.Number > known ? _current : null);

    // Every silo tells of the edit that it sees; one edit is one revision.
    public async Task<CatalogOutcome> ObserveAsync(IReadOnlyList<CatalogFile> files, string author)
    {
        if (_current is not { } running || !(log.State.Observed.SequenceEqual(files) || running.Files.SequenceEqual(files)))
        {
            return await AppendAsync(files, author, observed: files);
        }

        if (!log.State.Observed.SequenceEqual(files))
        {
            await KeepAsync(log.State.Entries, files);
        }

        return new CatalogOutcome(running, []);
    }

    public Task<IReadOnlyList<CatalogMistake>> CheckAsync(IReadOnlyList<CatalogFile> files) => Task.FromResult(CatalogReader.Read(files, Secrets()).Mistakes);

    public Task<CatalogOutcome> ProposeAsync(IReadOnlyList<CatalogFile> files, string author) =>
        _current is { } running && running.Files.SequenceEqual(files) ? Task.FromResult(new CatalogOutcome(running, [])) : AppendAsync(files, author, secrets: Secrets());

    // What is kept was accepted once, with its secrets.
    public Task<CatalogOutcome> RollBackAsync(long number, string author) =>
        log.State.Entries.FirstOrDefault(e => e.Number == number) is { } entry
            ? AppendAsync(entry.Files, $"{author} (rollback to {number})")
            : throw new MeshException(MeshErrorCode.NotFound, "revision_not_found", $"Revision {number} is not kept; the last {MostKept} are.", "revision");

    public Task<IReadOnlyList<CatalogRevision>> HistoryAsync() =>
        Task.FromResult<IReadOnlyList<CatalogRevision>>([.. log.State.Entries.AsEnumerable().Reverse().Select(Open).OfType<CatalogRevision>()]);

    private SecretBindings Secrets() => SecretBindings.Of(CatalogReader.Read(log.State.Observed).Document ?? CatalogDocument.Empty);

    private async Task<CatalogOutcome> AppendAsync(IReadOnlyList<CatalogFile> files, string author, SecretBindings? secrets = null, IReadOnlyList<CatalogFile>? observed = null)
    {
        var reading = CatalogReader.Read(files, secrets);
        if (reading.Document is not { } document)
        {
            return new CatalogOutcome(_current, reading.Mistakes);
        }

        var entry = new CatalogLogEntry
        {
            Number = (log.State.Entries.LastOrDefault()?.Number ?? 0) + 1,
            Author = author,
            Time = time.GetUtcNow(),
            Files = [.. files],
            Diff = [.. CatalogDiff.Between(_current?.Document ?? CatalogDocument.Empty, document)],
        };
        await KeepAsync([.. log.State.Entries.TakeLast(MostKept - 1), entry], observed ?? log.State.Observed);
        _current = Revision(entry, document);
        return new CatalogOutcome(_current, []);
    }

    // Only what is stored is told: a failed write leaves the log as it was and the revision unborn.
    private async Task KeepAsync(List<CatalogLogEntry> entries, IReadOnlyList<CatalogFile> observed)
    {
        var before = log.State;
        log.State = new CatalogLog { Entries = entries, Observed = [.. observed] };
        try
        {
            await log.WriteStateAsync();
        }
        catch
        {
            log.State = before;
            DeactivateOnIdle();
            throw;
        }
    }

    private static CatalogRevision? Open(CatalogLogEntry entry) =>
        CatalogReader.Read(entry.Files).Document is { } document ? Revision(entry, document) : null;

    private static CatalogRevision Revision(CatalogLogEntry entry, CatalogDocument document) => new()
    {
        Number = entry.Number,
        Author = entry.Author,
        Time = entry.Time,
        Files = entry.Files,
        Diff = entry.Diff,
        Document = document,
    };
}
