using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>
/// Brings the scorers that the catalogue names to this silo, and looks every second whether their files changed. One that is no good is refused with the reason; what was
/// asked before is asked still.
/// </summary>
internal sealed partial class ScorerWatch(RunningScorers running, CatalogView views, MeshInstruments instruments, TimeProvider time, ILogger<ScorerWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, SettledFile> _files = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        do
        {
            await LookAsync(views.Current.Document.Scorers, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(IReadOnlyList<ScorerEntry> scorers, CancellationToken cancellationToken)
    {
        running.Keep([.. scorers.Select(s => s.Name)]);
        foreach (var gone in _files.Keys.Where(n => running.Standing(n) is null).ToArray())
        {
            _files.Remove(gone);
        }

        foreach (var scorer in scorers)
        {
            if (!_files.TryGetValue(scorer.Name, out var file))
            {
                _files[scorer.Name] = file = new SettledFile();
            }

            if (file.HasChanged(scorer.Artifact))
            {
                await TryAsync(scorer, cancellationToken);
            }
        }
    }

    private async Task TryAsync(ScorerEntry scorer, CancellationToken cancellationToken)
    {
        try
        {
            var (artifact, gains, version) = await ArtifactFile.ReadScorerAsync(scorer.Artifact, cancellationToken);
            running.Take(new RunningScorer(scorer.Name, scorer.Artifact, artifact, version, null) { Gains = gains });
            instruments.Router.Loaded("loaded");
            LogLoaded(scorer.Name, version);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var why = ArtifactFile.Why($"scorers.{scorer.Name}.artifact", scorer.Artifact, "mesh cascade fit --scorer", e);
            var before = running.Standing(scorer.Name);
            running.Take(new RunningScorer(scorer.Name, scorer.Artifact, before?.Artifact, before?.Version ?? "", why) { Gains = before?.Gains });
            instruments.Router.Loaded("refused");
            LogRefused(why, before is { Version.Length: > 0 } ? before.Version : "none");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Scorer {Name} {Version} is loaded")]
    private partial void LogLoaded(string name, string version);

    [LoggerMessage(2, LogLevel.Error, "{Why}. Asked still: {Version}")]
    private partial void LogRefused(string why, string version);
}
