using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Votes.Learned;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>
/// Brings the scorers that the catalogue names to this silo, and looks every second whether their files changed. One that is no good is
/// refused with the reason; what was asked before is asked still.
/// </summary>
internal sealed partial class ScorerWatch(RunningScorers running, CatalogView views, TimeProvider time, ILogger<ScorerWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // What was seen of a file, and what was tried of it.
    private readonly Dictionary<string, (string Path, (long, DateTime)? Stamp)> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (string Path, (long, DateTime)? Stamp)> _tried = new(StringComparer.OrdinalIgnoreCase);

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
        foreach (var gone in _seen.Keys.Where(n => !scorers.Any(s => string.Equals(s.Name, n, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            _seen.Remove(gone);
            _tried.Remove(gone);
            running.Take(gone, null);
        }

        foreach (var scorer in scorers)
        {
            var now = (scorer.Artifact, ArtifactFile.Stamp(scorer.Artifact));
            if (_tried.TryGetValue(scorer.Name, out var tried) && tried == now)
            {
                continue;
            }

            // Alike twice: a file that is being written is not read half. The first one is read at once.
            var settled = !_seen.TryGetValue(scorer.Name, out var seen) || seen == now;
            _seen[scorer.Name] = now;
            if (settled)
            {
                _tried[scorer.Name] = now;
                await TryAsync(scorer, cancellationToken);
            }
        }
    }

    private async Task TryAsync(ScorerEntry scorer, CancellationToken cancellationToken)
    {
        try
        {
            var json = await ArtifactFile.ReadTextAsync(scorer.Artifact, cancellationToken);
            running.Take(scorer.Name, GainArtifact.IsOne(json) ? GainArtifact.FromJson(json).Cascade : ScorerArtifact.FromJson(json).Scorer);
            LogLoaded(scorer.Name);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogRefused($"scorers.{scorer.Name}.artifact: {Why(scorer.Artifact, e)}", running.Find(scorer.Name) is null ? "none: every answer goes to the next tier" : "the one before it");
        }
    }

    private static string Why(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"there is no file '{path}' on this silo; copy the artefact there",
        UnauthorizedAccessException => $"'{path}' may not be read by this silo; give its user the right to",
        FormatException or ArgumentException => $"'{path}': {e.Message}",
        _ => $"'{path}' cannot be read ({e.GetType().Name}); copy the artefact there again",
    };

    [LoggerMessage(1, LogLevel.Information, "Scorer {Name} is loaded")]
    private partial void LogLoaded(string name);

    [LoggerMessage(2, LogLevel.Error, "{Why}. Asked still: {Asked}")]
    private partial void LogRefused(string why, string asked);
}
