using Mesh.Contracts.Catalog;

namespace Mesh.Catalog;

/// <summary>The three simulated models with which a mesh without a catalogue begins, and the route over whatever there is.</summary>
public static class SimulatedModels
{
    /// <summary>The catalogue of a first run.</summary>
    public static CatalogDocument Document { get; } = new()
    {
        Providers = [new ProviderEntry { Name = "simulated", Kind = ProviderKind.Simulated }],
        Models =
        [
            Model("small", ModelCapabilities.Text | ModelCapabilities.Tools | ModelCapabilities.JsonSchema, 0.1m, 0.4m, 0.55, 30, 150),
            Model("large", ModelCapabilities.Text | ModelCapabilities.Tools | ModelCapabilities.JsonSchema, 2m, 8m, 0.9, 120, 60),
            Model("vision", ModelCapabilities.Text | ModelCapabilities.ImageIn | ModelCapabilities.Tools | ModelCapabilities.Embeddings, 1m, 4m, 0.75, 80, 80),
        ],
        Endpoints = [Endpoint("small"), Endpoint("large"), Endpoint("vision")],
        Routes = [new RouteEntry { Name = "auto" }],
    };

    private static ModelEntry Model(string name, ModelCapabilities capabilities, decimal priceIn, decimal priceOut, double quality, int firstTokenMs, double tokensPerSecond) => new()
    {
        Name = name,
        Family = "simulated",
        Capabilities = capabilities,
        ContextTokens = 128_000,
        EmbeddingDimensions = capabilities.HasFlag(ModelCapabilities.Embeddings) ? 64 : null,
        Price = new ModelPrice { In = priceIn, CachedIn = priceIn, Out = priceOut, Source = PriceSource.BuiltIn },
        Quality = new Dictionary<string, double> { ["chat"] = quality },
        Simulated = new SimulatedBehavior { Seed = 1, FirstToken = TimeSpan.FromMilliseconds(firstTokenMs), TokensPerSecond = tokensPerSecond },
    };

    private static EndpointEntry Endpoint(string name) => new() { Name = name, Provider = "simulated", Model = name, UpstreamModel = name };
}
