using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Fabric;

/// <summary>
/// What the fabric costs on the wire, to plan by. A silo sends to each of the n - 1 others, r times a second:
/// <c>r x (n - 1) x (Message + rows x bytes of a row)</c>. A test holds the figures against the serializer.
/// </summary>
internal static class FabricCost
{
    /// <summary>An Orleans message's header with the call, and the batch's own fields.</summary>
    public const int Message = 300;

    /// <summary>A gate's load.</summary>
    public const int Load = 18;

    /// <summary>A gate without its name.</summary>
    public const int Gate = 52;

    /// <summary>An authority's row without its name.</summary>
    public const int Authority = 36;

    /// <summary>What a silo tells of itself, names and all.</summary>
    public const int Self = 60;

    /// <summary>An engine without its models.</summary>
    public const int Engine = 220;

    /// <summary>A model of an engine.</summary>
    public const int Model = 50;

    /// <summary>What was taken of a model's engines, without its name.</summary>
    public const int Demand = 60;

    /// <summary>A tenant in it, without its name.</summary>
    public const int Tenant = 12;

    /// <summary>Bytes of a batch to one silo, about.</summary>
    public static int Of(FabricBatch batch) =>
        Message + (batch.Self is null ? 0 : Self) + (batch.Loads.Length * Load)
        + batch.Gates.Sum(g => Gate + g.Endpoint.Length)
        + batch.Authorities.Sum(a => Authority + a.Endpoint.Length)
        + batch.Demands.Sum(d => Demand + d.Model.Length + d.Largest.Sum(t => Tenant + t.Tenant.Length))
        + batch.Engines.Sum(e => Engine + (e.Models.Count * Model));
}
