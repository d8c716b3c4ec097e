using Mesh.Catalog.Discovery;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Hosting;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mesh.Grains.Catalog;

/// <summary>
/// Brings the catalogue to this silo. At start the cluster's revision is adopted; only the cluster's first silo tells what its files
/// say, so that an edit made while the mesh was down counts. While running, an edit of the files is told. Files are polled by content: .NET's watcher misses the link
/// that Kubernetes swaps under a mounted ConfigMap.
/// </summary>
internal sealed partial class CatalogSource(
    CatalogView views, IGrainFactory grains, IClusterMembershipService membership, IEngineProbe engines, MeshInstruments instruments, IOptions<MeshSiloOptions> options, TimeProvider time, ILogger<CatalogSource> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyList<CatalogFile> _last = [];
    private IReadOnlyList<CatalogFile> _seen = [];
    private Task _polling = Task.CompletedTask;
    private string? _told;
    private long _place;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(CatalogSource), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var catalog = grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);
        _seen = await ReadFilesAsync(cancellationToken);
        var running = await catalog.GetNewerAsync(0);
        var first = membership.CurrentSnapshot.Members.Values.Count(m => m.Status == SiloStatus.Active) <= 1;
        if (running is null || first)
        {
            running = await TellAsync(catalog, _seen, ICatalogGrain.Newest);
        }
        else
        {
            _place = await catalog.LocateAsync(_seen);
        }

        Adopt(running);
        _polling = Task.Run(() => PollAsync(catalog), CancellationToken.None);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PollAsync(ICatalogGrain catalog)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
        {
            try
            {
                // First what the cluster runs: a file that cannot be read here must not hold this silo back.
                if (await catalog.GetNewerAsync(views.Current.Revision) is { } newer)
                {
                    Adopt(newer);
                }

                await TellEditsAsync(catalog);
                _told = null;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                Failed(e);
            }
        }
    }

    private async Task TellEditsAsync(ICatalogGrain catalog)
    {
        if (options.Value.CatalogFiles.Count == 0)
        {
            return;
        }

        // Read alike twice: a file that is being written is not taken half, nor files of which some are swapped and some not yet.
        var files = await ReadFilesAsync(_stopping.Token);
        var settled = Same(files, _last);
        _last = files;
        if (!settled || Same(files, _seen))
        {
            return;
        }

        var running = await TellAsync(catalog, files, _place);

        // Only now: an edit that could not be told is told again.
        _seen = files;
        Adopt(running);
    }

    private async Task<CatalogRevision> TellAsync(ICatalogGrain catalog, IReadOnlyList<CatalogFile> files, long place)
    {
        var outcome = await catalog.ObserveAsync(files, Author(), place);
        instruments.Reloaded(outcome.Accepted ? "accepted" : "refused");
        if (outcome.Accepted)
        {
            _place = outcome.Place;
        }
        else
        {
            LogRefused(Lines(outcome.Mistakes));
        }

        return outcome.Revision ?? throw new InvalidOperationException($"The catalogue cannot be used:{Environment.NewLine}{Lines(outcome.Mistakes)}");
    }

    // Looked at four times a second, so the same failure is told once.
    private void Failed(Exception e)
    {
        if (_told != e.Message)
        {
            _told = e.Message;
            instruments.Reloaded("failed");
            LogPollFailed(e);
        }
    }

    private async Task<IReadOnlyList<CatalogFile>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var paths = options.Value.CatalogFiles;
        if (paths.Count == 0)
        {
            return await FirstRun.DiscoverAsync(Environment.GetEnvironmentVariable, engines, cancellationToken);
        }

        return await OperatorFiles.ReadAsync(paths, cancellationToken);
    }

    private void Adopt(CatalogRevision revision)
    {
        if (views.Adopt(revision))
        {
            LogAdopted(revision.Number, revision.Author, revision.Diff.Count);
        }
    }

    private string Author() => options.Value.CatalogFiles.Count == 0 ? "first run" : $"file:{string.Join(",", options.Value.CatalogFiles.Select(Path.GetFileName))}";

    private static bool Same(IReadOnlyList<CatalogFile> a, IReadOnlyList<CatalogFile> b) => a.SequenceEqual(b);

    private static string Lines(IReadOnlyList<CatalogMistake> mistakes) => string.Join(Environment.NewLine, mistakes);

    [LoggerMessage(1, LogLevel.Information, "Catalogue revision {Revision} by {Author} runs ({Changes} changes)")]
    private partial void LogAdopted(long revision, string author, int changes);

    [LoggerMessage(2, LogLevel.Error, "The catalogue is refused whole and the running revision stays:\n{Mistakes}")]
    private partial void LogRefused(string mistakes);

    [LoggerMessage(3, LogLevel.Warning, "The catalogue could not be looked at; trying again")]
    private partial void LogPollFailed(Exception e);
}
