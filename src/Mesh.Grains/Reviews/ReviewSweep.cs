using Mesh.Contracts.Access;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Reviews;

/// <summary>
/// Ends reviews whose time is over, and deletes those that were kept for long enough, a bounded number of each tenant in a round. Every silo asks; one of them has
/// the round. It goes by what is stored, so that it goes on after a restart, and a silo's death costs a round and no more.
/// </summary>
internal sealed partial class ReviewSweep(IGrainFactory factory, TenantGrains grains, TimeProvider time, ILogger<ReviewSweep> logger) : BackgroundService
{
    /// <summary>Between two rounds.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Clocks of silos differ a little: the next round must not be refused for being a moment early.
    private const double Early = 0.9;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var tenant in await factory.GetGrain<IReviewRegisterGrain>(IReviewRegisterGrain.Key).BeginRoundAsync(Pause * Early) ?? [])
                {
                    await TryRoundAsync(tenant, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotDone(e.GetType().Name);
            }
        }
    }

    // A tenant whose list cannot be read holds up no other.
    private async Task TryRoundAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            await RoundAsync(tenant, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotDone(e.GetType().Name);
        }
    }

    private async Task RoundAsync(string tenant, CancellationToken cancellationToken)
    {
        var shelf = new TenantKey(tenant, IReviewShelfGrain.Key);
        foreach (var due in await grains.CallAsync<IReviewShelfGrain, IReadOnlyList<ReviewDue>>(shelf, shelf.Rest, s => s.DueAsync()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await grains.CallAsync<IReviewGrain, bool>(shelf, due.Id, async r =>
                {
                    await r.LookAsync(due.Goes);
                    return true;
                });
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // One that cannot be ended holds up no other.
                LogNotEnded(due.Id, e.GetType().Name);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The round of reviews could not be done: {Reason}")]
    private partial void LogNotDone(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Review {Review}, whose time is over, could not be ended: {Reason}")]
    private partial void LogNotEnded(string review, string reason);
}
