using System.Diagnostics.Metrics;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Admission;
using Mesh.Grains.Catalog;
using Mesh.Grains.Tasks;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Telemetry;

/// <summary>Gauges over live state, read at each scrape: an up-and-down counter would drift. One series an endpoint of the running catalogue.</summary>
internal sealed class MeshGauges(MeshInstruments instruments, CatalogView views, AdmissionControl admission, SiloPressure pressure, TaskPlaces tasks) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.Observe("meshsilo.requests.in_flight", "{request}", "Requests of callers under way, those that wait included.", IEnumerable<Measurement<long>> () => [new Measurement<long>(pressure.UnderWay)]);
        instruments.Observe("meshsilo.tasks.running", "{task}", "Tasks whose plans run on this silo.", IEnumerable<Measurement<long>> () => [new Measurement<long>(tasks.Running)]);
        instruments.Observe("meshsilo.endpoint.in_flight", "{request}", "Requests under way from this silo.", () => Read(e => e.Stats.InFlight));
        instruments.Observe("meshsilo.endpoint.circuit_state", "{state}", "0 closed, 1 half-open, 2 open or cooling down, 3 suspect.", () => Read(e => State(e.Stats.Circuit.State)));
        instruments.Observe("meshsilo.endpoint.concurrency_limit", "{request}", "Requests that this silo may have under way; no series where there is no limit.", () => Read(e => e.Stats.ConcurrencyLimit));
        StatisticsGauges.Observe(instruments, views);
        instruments.Observe("meshsilo.catalog.revision", "{revision}", "Number of the running catalogue revision.", IEnumerable<Measurement<long>> () => [new Measurement<long>(views.Current.Revision)]);
        instruments.Observe("meshsilo.admission.queued", "{request}", "Requests that wait for a place.", Queued);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Read(Func<ServedEndpoint, long?> value) =>
        from endpoint in views.Current.Endpoints.Values
        let now = value(endpoint)
        where now is not null
        select new Measurement<long>(now.Value, MeshInstruments.Label("endpoint", endpoint.Name), MeshInstruments.Label("gen_ai.request.model", endpoint.Model.Name));

    private IEnumerable<Measurement<long>> Queued() =>
        from queue in admission.Queued
        select new Measurement<long>(queue.Count, MeshInstruments.Label("gen_ai.request.model", queue.Model), MeshInstruments.Label("class", Refusals.NameOf(queue.Class)));

    private static long State(CircuitState state) => state switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        CircuitState.Suspect => 3,
        _ => 2,
    };
}
