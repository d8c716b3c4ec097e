using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Telemetry;

/// <summary>What the learned router did, and what was recorded to learn it from.</summary>
internal sealed class RouterCounters(Meter meter)
{
    private readonly Counter<long> _loads = meter.CreateCounter<long>("meshsilo.router.artifacts", "{artifact}", "Readings of the learned router's file by result: loaded, refused.");
    private readonly Counter<long> _outcomes = meter.CreateCounter<long>("meshsilo.router.outcomes", "{outcome}", "Outcomes for the record by result: kept, withheld, dropped.");
    private readonly Counter<long> _choices = meter.CreateCounter<long>("meshsilo.router.choices", "{request}", "Requests of which the learned router was asked, by result: shadow, best, explored.");

    /// <summary>The file was read.</summary>
    /// <param name="result">From a closed list: loaded, refused.</param>
    public void Loaded(string result) => _loads.Add(1, MeshInstruments.Label("result", result));

    /// <summary>An outcome, or the prompt for one, was kept or not.</summary>
    /// <param name="result">From a closed list: kept, withheld (it may not be kept), dropped (there was no room, or it cannot be read).</param>
    public void Recorded(string result) => _outcomes.Add(1, MeshInstruments.Label("result", result));

    /// <summary>A request was served of which the router was asked.</summary>
    public void Chose(RouterPrediction prediction) =>
        _choices.Add(1, MeshInstruments.Label("result", prediction.Explored ? "explored" : prediction.Mode == RouterMode.Decide ? "best" : "shadow"));
}
