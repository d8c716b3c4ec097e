using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Prediction;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>
/// Brings the router that the catalogue names to this silo, and looks every second whether its file changed. One that is no good is
/// refused with the reason; what was asked before is asked still.
/// </summary>
internal sealed partial class ArtifactWatch(RunningPredictor running, CatalogView views, MeshInstruments instruments, TimeProvider time, Func<double> draw, ILogger<ArtifactWatch> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly SettledFile _file = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        do
        {
            await LookAsync(views.Current.Document.Router, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(RouterPolicy policy, CancellationToken cancellationToken)
    {
        if (policy.Artifact is not { } path)
        {
            _file.Forget();
            running.Take(null);
            return;
        }

        if (running.Current is { } current && (current.Mode, current.Explore) != (policy.Mode, policy.Explore))
        {
            var refusal = running.Refusal;
            running.Take(current.With(policy.Mode, policy.Explore));
            if (refusal is not null)
            {
                running.Refuse(refusal);
            }
        }

        if (_file.HasChanged(path))
        {
            await TryAsync(path, policy, cancellationToken);
        }
    }

    private async Task TryAsync(string path, RouterPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            var (artifact, version) = await ArtifactFile.ReadAsync(path, cancellationToken);
            var predictor = new QualityPredictor(artifact, version, policy.Mode, policy.Explore, draw);
            running.Take(predictor);
            instruments.Router.Loaded("loaded");
            LogLoaded(version, artifact.Router.Models.Count, artifact.Evaluation.Outcomes, predictor.Mode.ToString().ToLowerInvariant());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var why = ArtifactFile.Why("router.artifact", path, "mesh router train", e);
            running.Refuse(why);
            instruments.Router.Loaded("refused");
            LogRefused(why, running.Current?.Version ?? "none");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Learned router {Version} for {Models} models, of {Outcomes} outcomes, is loaded ({Mode})")]
    private partial void LogLoaded(string version, int models, int outcomes, string mode);

    [LoggerMessage(2, LogLevel.Error, "{Why}. Asked still: {Version}")]
    private partial void LogRefused(string why, string version);
}
