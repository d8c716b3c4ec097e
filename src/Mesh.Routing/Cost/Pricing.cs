using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Routing.Cost;

/// <summary>What tokens cost.</summary>
public static class Pricing
{
    // Until an endpoint by the hour is measured: what a single 8-billion-parameter engine gives one busy stream set.
    private const double UnmeasuredTokensPerSecond = 1000;

    // Outside of these a measurement is wrong, and a decimal could not hold the price.
    private const double SlowestTokensPerSecond = 0.001;
    private const double FastestTokensPerSecond = 1e9;

    /// <summary>The price that holds for an endpoint: its own, its machine's hour, its model's, or the default for unknown ones.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="model">Its model.</param>
    /// <param name="defaults">The catalogue's defaults.</param>
    /// <param name="tokenSeconds">Measured time of an answer token in one stream, in seconds; 0 until measured.</param>
    /// <param name="streams">Streams that share the machine now.</param>
    public static ModelPrice For(EndpointEntry endpoint, ModelEntry model, CatalogDefaults defaults, double tokenSeconds = 0, int streams = 1)
    {
        if (endpoint.Price is { } own)
        {
            return own;
        }

        if (endpoint.GpuHourUsd is not { } hour)
        {
            return model.Price ?? defaults.UnknownPrice;
        }

        var perSecond = tokenSeconds > 0 ? Math.Clamp(Math.Max(1, streams) / tokenSeconds, SlowestTokensPerSecond, FastestTokensPerSecond) : UnmeasuredTokensPerSecond;
        var perMillion = hour * 1_000_000m / (3600m * (decimal)perSecond);

        // Embeddings have no answer tokens: their prompt carries the hour.
        var prompt = model.Capabilities == ModelCapabilities.Embeddings ? perMillion : 0;
        return new ModelPrice { In = prompt, CachedIn = prompt, Out = perMillion, Source = tokenSeconds > 0 ? PriceSource.GpuHour : PriceSource.UnmeasuredGpuHour };
    }

    /// <summary>USD for <paramref name="usage"/>.</summary>
    public static decimal Cost(TokenUsage usage, ModelPrice price) =>
        (((usage.Input - usage.CachedInput) * price.In) + (usage.CachedInput * price.CachedIn) + (usage.Output * price.Out)) / 1_000_000m;
}
