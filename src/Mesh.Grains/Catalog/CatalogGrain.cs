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

    // Every silo tells of the edit that its copy shows, some late and over steps that others have long left; one edit is one revision.
    public async Task<CatalogOutcome> ObserveAsync(IReadOnlyList<CatalogFile> files, string author, long place)
    {
        var hash = Sighting.HashOf(files);
        if (_current is { } running && (Sightings.FirstOrDefault(s => s.Place > place && s.Hash == hash) ?? (Last?.Hash == hash ? Last : null)) is { } known)
        {
            return new CatalogOutcome(running, []) { Place = known.Place };
        }

        var next = new Sighting { Place = (Last?.Place ?? 0) + 1, Hash = hash };
        if (_current is { } same && Sighting.HashOf(same.Files) == hash)
        {
            await KeepAsync(log.State.Entries, files, next);
            return new CatalogOutcome(same, []) { Place = next.Place };
        }

        return await AppendAsync(files, author, observed: files, sighting: next) with { Place = next.Place };
    }

    public Task<long> LocateAsync(IReadOnlyList<CatalogFile> files) =>
        Task.FromResult((Sightings.LastOrDefault(s => s.Hash == Sighting.HashOf(files)) ?? Last)?.Place ?? 0);

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

    // A log of before there were sightings knows the last text only.
    private List<Sighting> Sightings => log.State is { Sightings.Count: 0, Observed.Count: > 0 }
        ? [new Sighting { Place = 1, Hash = Sighting.HashOf(log.State.Observed) }]
        : log.State.Sightings;

    private Sighting? Last => Sightings.Count == 0 ? null : Sightings[^1];

    private SecretBindings Secrets() => SecretBindings.Of(CatalogReader.Read(log.State.Observed).Document ?? CatalogDocument.Empty);

    private async Task<CatalogOutcome> AppendAsync(IReadOnlyList<CatalogFile> files, string author, SecretBindings? secrets = null, IReadOnlyList<CatalogFile>? observed = null, Sighting? sighting = null)
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
        await KeepAsync([.. log.State.Entries.TakeLast(MostKept - 1), entry], observed ?? log.State.Observed, sighting);
        _current = Revision(entry, document);
        return new CatalogOutcome(_current, []);
    }

    // Only what is stored is told: a failed write leaves the log as it was and the revision unborn.
    private async Task KeepAsync(List<CatalogLogEntry> entries, IReadOnlyList<CatalogFile> observed, Sighting? sighting)
    {
        var before = log.State;
        log.State = new CatalogLog { Entries = entries, Observed = [.. observed], Sightings = sighting is null ? [.. Sightings] : [.. Sightings.TakeLast(MostKept - 1), sighting] };
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
