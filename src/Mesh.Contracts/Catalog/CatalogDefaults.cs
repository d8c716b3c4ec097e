namespace Mesh.Contracts.Catalog;

/// <summary>Settings that hold where a model, endpoint or route says nothing.</summary>
[GenerateSerializer, Immutable, Alias("mesh.CatalogDefaults")]
public sealed record CatalogDefaults
{
    /// <summary>Price of a model whose price is not known; what it yields is marked estimated. USD per million tokens.</summary>
    /// <value>1 in, 1 cached in, 4 out.</value>
    [Id(0)] public ModelPrice UnknownPrice { get; init; } = new() { In = 1m, CachedIn = 1m, Out = 4m, Source = PriceSource.Default };

    /// <summary>Whether simulated models may serve beside real ones.</summary>
    /// <value>False.</value>
    [Id(1)] public bool AllowSimulated { get; init; }

    /// <summary>Time that a request may take when neither the caller nor the route says.</summary>
    /// <value>600 seconds.</value>
    [Id(2)] public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Whether image and file URLs in requests may be fetched by the mesh, and from where.</summary>
    [Id(3)] public FetchPolicy Fetch { get; init; } = new();
}
