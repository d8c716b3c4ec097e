using Mesh.Contracts.Catalog;
using Mesh.Routing.Cost;
using Mesh.Routing.Health;

namespace Mesh.Routing.Snapshots;

/// <summary>An endpoint with all that a decision and a call need of it.</summary>
/// <param name="Entry">As it stands in the catalogue.</param>
/// <param name="Model">Its model.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Stats">What this silo knows of it.</param>
/// <param name="Defaults">The catalogue's defaults.</param>
public sealed record ServedEndpoint(EndpointEntry Entry, ModelEntry Model, ProviderEntry Provider, EndpointStats Stats, CatalogDefaults Defaults)
{
    /// <summary>Endpoint name.</summary>
    public string Name => Entry.Name;

    /// <summary>Mean quality of its model, worked out once.</summary>
    public double Quality { get; } = Model.MeanQuality;

    /// <summary>The price that holds now.</summary>
    public ModelPrice Price => Pricing.For(Entry, Model, Defaults, Stats.TokenSeconds, Stats.InFlight);
}
