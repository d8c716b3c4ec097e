using System.Diagnostics.Metrics;
using System.Text.Json;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Workers;

/// <summary>The engines' gauges on the worker's metrics page. The only label from outside is the engine's name, which is a kind and a port.</summary>
internal sealed class EngineGauges(MeshInstruments instruments, LocalEngines engines) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.Observe("meshsilo.engine.state", "{state}", "0 joining, 1 warming, 2 ready, 3 draining, 4 gone.", () => Each(l => (long?)l.Report.State));
        instruments.Observe("meshsilo.engine.waiting", "{request}", "Requests that wait in the engine, as it tells.", () => Each(l => (long?)l.Report.Waiting));
        instruments.Observe("meshsilo.engine.running", "{request}", "Requests that the engine works on, as it tells.", () => Each(l => (long?)l.Report.Running));
        instruments.Observe("meshsilo.engine.in_flight", "{request}", "Requests of the mesh under way at the engine.", () => Each(l => (long?)l.Report.InFlight));
        instruments.Observe("meshsilo.engine.cache_use", "{share}", "How full the engine's cache is, 0 to 1.", () => Each(l => l.Report.CacheUse));
        instruments.Observe("meshsilo.engine.prefill_tokens_per_second", "{token}", "Prompt tokens a second that the engine reads, as measured.", () => Each(l => l.Report.PrefillTokensPerSecond));
        instruments.Observe("meshsilo.engine.queue", "s", "Predicted wait in the engine of a request that comes now.", () => Each(l => l.QueueSeconds));
        instruments.Observe("meshsilo.engine.gauge_missing", "{gauge}", "1 for what the engine's metrics should tell and do not.", Missing);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<T>> Each<T>(Func<EngineLook, T?> value)
        where T : struct =>
        from look in engines.Looks
        let now = value(look)
        where now is not null
        select new Measurement<T>(now.Value, MeshInstruments.Label("engine", look.Report.Engine));

    private IEnumerable<Measurement<long>> Missing() =>
        from look in engines.Looks
        where look.Report.State != EngineState.Gone
        from meaning in look.Missing
        select new Measurement<long>(1, MeshInstruments.Label("engine", look.Report.Engine), MeshInstruments.Label("gauge", JsonNamingPolicy.SnakeCaseLower.ConvertName(meaning.ToString())));
}
