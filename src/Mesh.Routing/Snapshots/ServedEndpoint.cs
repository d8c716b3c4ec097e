using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Routing.Cost;
using Mesh.Routing.Engines;
using Mesh.Routing.Health;

namespace Mesh.Routing.Snapshots;

/// <summary>An endpoint with all that a decision and a call need of it.</summary>
/// <param name="Entry">As it stands in the catalogue.</param>
/// <param name="Model">Its model.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Stats">What this silo knows of it.</param>
/// <param name="Defaults">The catalogue's defaults.</param>
/// <param name="Index">Its place among the view's endpoints.</param>
/// <param name="ModelIndex">Its model's place among the view's models by name.</param>
public sealed record ServedEndpoint(EndpointEntry Entry, ModelEntry Model, ProviderEntry Provider, EndpointStats Stats, CatalogDefaults Defaults, int Index, int ModelIndex)
{
    // A price that does not move is worked out once: a decision looks at every candidate's.
    private readonly (double In, double Out, bool Estimated)? _fixed = Entry.GpuHourUsd is null || Entry.Price is not null ? Rates(Pricing.For(Entry, Model, Defaults)) : null;

    /// <summary>The engine that serves it, on one of the cluster's nodes; null for an endpoint with an address of its own.</summary>
    public LiveEngine? Engine { get; init; }

    /// <summary>Whether its engine is ready; true where it has an address of its own.</summary>
    public bool IsThere => Engine is null or { State: EngineState.Ready };

    /// <summary>Whether a request may go out to it now, without taking the place of its circuit's trial.</summary>
    public bool Admits => IsThere && Stats.Circuit.Admits;

    /// <summary>Requests that its engine takes at once from the whole cluster: the lesser of what catalogue and engine say, null when neither does.</summary>
    public int? EngineConcurrency => Engine is null ? null : (Entry.Limits.Concurrency, Engine.Report.Concurrency) switch
    {
        ({ } said, { } told) => Math.Min(said, told),
        var (said, told) => said ?? told,
    };

    /// <summary>Endpoint name.</summary>
    public string Name => Entry.Name;

    /// <summary>Whether its model is simulated.</summary>
    public bool IsSimulated => Model.Simulated is not null;

    /// <summary>Mean quality of its model, worked out once.</summary>
    public double Quality { get; } = Model.MeanQuality;

    /// <summary>The price that holds now.</summary>
    public ModelPrice Price => Pricing.For(Entry, Model, Defaults, Stats.TokenSeconds, Stats.InFlight);

    /// <summary>What tokens would cost now in USD, and whether that rests on a default price. For comparing; bills are exact.</summary>
    public (double Usd, bool Estimated) Expect(long input, long output)
    {
        var (inPrice, outPrice, estimated) = _fixed ?? Rates(Price);
        return (((input * inPrice) + (output * outPrice)) / 1e6, estimated);
    }

    private static (double In, double Out, bool Estimated) Rates(ModelPrice price) => ((double)price.In, (double)price.Out, price.IsEstimate);
}
