using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>Has outcomes taken away when their time is over: looked at each hour, from every silo.</summary>
internal sealed partial class OutcomeRetention(CatalogView views, IGrainFactory grains, TimeProvider time, ILogger<OutcomeRetention> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await grains.GetGrain<IOutcomeGrain>(IOutcomeGrain.Key).ForgetAsync(time.GetUtcNow() - views.Current.Document.Router.KeepFor);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLater(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "outcomes whose time is over could not be taken away ({Error}); they are in an hour")]
    private partial void LogLater(string error);
}
