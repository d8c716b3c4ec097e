using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Quality;

/// <summary>Brings the cluster's outcomes to this silo's matrix, off the request's path. A silo that cannot reach them keeps what it has.</summary>
internal sealed partial class QualityExchange(CapabilityMatrix matrix, IGrainFactory grains, TimeProvider time, ILogger<QualityExchange> logger) : BackgroundService
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _version;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var reachable = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
                reachable = true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (reachable)
                {
                    LogUnreachable(e.GetType().Name);
                }

                reachable = false;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var asked = matrix.Version;
        if (await grains.GetGrain<IQualityGrain>(IQualityGrain.Key).ReadAsync(_version).WaitAsync(Pause, time, cancellationToken) is { } report
            && matrix.Adopt(report.Cells, asked))
        {
            _version = report.Version;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "outcomes of models cannot be read ({Error}); rankings go by those that were read before")]
    private partial void LogUnreachable(string error);
}
