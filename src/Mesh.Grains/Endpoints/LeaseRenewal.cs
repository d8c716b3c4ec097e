using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Endpoints;

/// <summary>Keeps the gates' leases fresh, off the request's path.</summary>
internal sealed partial class LeaseRenewal : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    // A grain that hangs must not keep the others' leases away.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly CatalogView _views;
    private readonly EndpointGates _gates;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _silo;

    public LeaseRenewal(CatalogView views, EndpointGates gates, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<LeaseRenewal> logger)
    {
        (_views, _gates, _grains, _time, _logger, _silo) = (views, gates, grains, time, logger, silo.SiloAddress.ToString());

        // Hosts make all their services before they start one: no gate of a catalogue is older than this.
        gates.LeasesCome = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, _time);
        do
        {
            var due = from gate in _gates.All
                      where gate.WantsLease
                      let served = _views.Current.Endpoints.GetValueOrDefault(gate.Stats.Endpoint)
                      where served is { Engine: null }
                      select RenewAsync(gate, served.Entry.Limits, stoppingToken);
            await Task.WhenAll(due);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RenewAsync(EndpointGate gate, EndpointLimits limits, CancellationToken stoppingToken)
    {
        try
        {
            gate.Take(await _grains.GetGrain<IEndpointGrain>(gate.Stats.Endpoint).LeaseAsync(_silo, gate.Demand()).WaitAsync(s_patience, _time, stoppingToken));
        }
        catch (Exception e)
        {
            // Whatever one endpoint's grain throws must not end the renewal of the others, nor the host.
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            LogLeaseMissed(gate.Stats.Endpoint, e);

            // A grain that does not know the endpoint yet will in a moment.
            if (e is not MeshException || gate.AwaitedFor >= s_patience)
            {
                gate.GoWithoutLease(limits);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease of endpoint {Endpoint} was not renewed; its last figures stay")]
    private partial void LogLeaseMissed(string endpoint, Exception e);
}
