using Mesh.Contracts.Access;
using Mesh.Contracts.Spending;
using Mesh.Grains.Access;
using Mesh.Routing.Spending;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Spending;

/// <summary>Tells what was spent here and brings what was spent everywhere, off the request's path. Grains that cannot be reached are told later; rules go by what is known.</summary>
internal sealed partial class SpendExchange(TenantSpend spend, TenantGrains grains, ILocalSiloDetails silo, TimeProvider time, ILogger<SpendExchange> logger) : BackgroundService
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int AtOnce = 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(4);
    private readonly string _silo = silo.SiloAddress.ToString();

    // What was spent since the last look is told before the silo goes.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(s_lastPatience, time);
        using var last = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await ((Task)TellAsync(spend.Due(all: true), last.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        var reachable = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var lost = await TellAsync(spend.Due(), stoppingToken);
            if (lost > 0 && reachable)
            {
                LogUntold(lost);
            }

            reachable = lost == 0;
        }
    }

    private async Task<int> TellAsync(IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        var lost = 0;
        await Parallel.ForEachAsync(
            tenants,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (tenant, token) => Interlocked.Add(ref lost, await TellAsync(tenant, token) ? 0 : 1));
        return lost;
    }

    private async Task<bool> TellAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            var booking = spend.Booking(tenant, _silo);
            var totals = await grains.CallAsync<ISpendGrain, SpendTotals>(new TenantKey(tenant, ISpendGrain.Key), ISpendGrain.Key, g => g.BookAsync(booking, spend.Today)).WaitAsync(s_patience, time, cancellationToken);
            spend.Take(tenant, booking, totals);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the spend of {Count} tenants cannot be told or read; rules go by what was read before and what was spent here")]
    private partial void LogUntold(int count);
}
