namespace Mesh.Contracts.Catalog;

/// <summary>One place where a model is served.</summary>
[GenerateSerializer, Immutable, Alias("mesh.EndpointEntry")]
public sealed record EndpointEntry
{
    /// <summary>What stands for the model of an endpoint that takes whatever the engines of its nodes serve.</summary>
    public const string AnyModel = "auto";

    /// <summary>Name in the catalogue.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The provider that is spoken to.</summary>
    [Id(1)] public required string Provider { get; init; }

    /// <summary>The catalogue's model that is served.</summary>
    [Id(2)] public required string Model { get; init; }

    /// <summary>The name of the model at the provider.</summary>
    [Id(3)] public required string UpstreamModel { get; init; }

    /// <summary>The vendor's or the machine's limits.</summary>
    [Id(4)] public EndpointLimits Limits { get; init; } = new();

    /// <summary>Share among the endpoints of a model under the balance <c>weighted</c>.</summary>
    /// <value>1.</value>
    [Id(5)] public double Weight { get; init; } = 1;

    /// <summary>Rank under the balance <c>priority</c>; lower is asked first.</summary>
    /// <value>0.</value>
    [Id(6)] public int Priority { get; init; }

    /// <summary>Cost of the machine in USD an hour, spread over measured tokens; null when priced by tokens.</summary>
    [Id(7)] public decimal? GpuHourUsd { get; init; }

    /// <summary>Price that differs from the model's, such as a discount at this vendor; null for the model's.</summary>
    [Id(8)] public ModelPrice? Price { get; init; }

    /// <summary>Whether this endpoint came from discovery and not from a file.</summary>
    [Id(9)] public bool Discovered { get; init; }

    /// <summary>How long it may take, where that differs from the model's.</summary>
    [Id(10)] public UpstreamTimeouts Timeouts { get; init; } = new();

    /// <summary>Longest answer in bytes; null for the model's.</summary>
    [Id(11)] public long? MaxAnswerBytes { get; init; }

    /// <summary>
    /// The nodes whose engines serve it: a name, or a pattern with <c>*</c>; null for an endpoint with an address of its own.
    /// Where a view has been made ready, the one node.
    /// </summary>
    [Id(12)] public string? Node { get; init; }

    /// <summary>The engine on that node; known only where a view has been made ready.</summary>
    [Id(13)] public string? Engine { get; init; }

    /// <summary>The catalogue's endpoint that this one stands for at its node; null where it is that endpoint itself.</summary>
    [Id(14)] public string? Origin { get; init; }

    /// <summary>Whether it stands for every model of its nodes' engines.</summary>
    public bool ServesAnyModel => Node is not null && string.Equals(Model, AnyModel, StringComparison.OrdinalIgnoreCase);
}
