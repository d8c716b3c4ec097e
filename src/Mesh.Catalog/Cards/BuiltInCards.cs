using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Cards;

/// <summary>Cards of models that are widely known, with the day on which their price was read. A catalogue overrides any field.</summary>
public static partial class BuiltInCards
{
    private const ModelCapabilities Chat = ModelCapabilities.Text | ModelCapabilities.Tools | ModelCapabilities.JsonSchema;
    private const ModelCapabilities Seeing = Chat | ModelCapabilities.ImageIn | ModelCapabilities.FileIn;
    private static readonly DateOnly s_read = new(2025, 8, 15);

    private static readonly Dictionary<string, ModelEntry> s_cards = new[]
    {
        Card("gpt-5", "gpt-5", Seeing | ModelCapabilities.Reasoning, 400_000, 128_000, 1.25m, 0.125m, 10m, 0.92),
        Card("gpt-5-mini", "gpt-5", Seeing | ModelCapabilities.Reasoning, 400_000, 128_000, 0.25m, 0.025m, 2m, 0.82),
        Card("gpt-5-nano", "gpt-5", Seeing | ModelCapabilities.Reasoning, 400_000, 128_000, 0.05m, 0.005m, 0.4m, 0.7),
        Card("gpt-4.1", "gpt-4.1", Seeing | ModelCapabilities.Logprobs, 1_047_576, 32_768, 2m, 0.5m, 8m, 0.82),
        Card("gpt-4.1-mini", "gpt-4.1", Seeing | ModelCapabilities.Logprobs, 1_047_576, 32_768, 0.4m, 0.1m, 1.6m, 0.72),
        Card("gpt-4o", "gpt-4o", Seeing | ModelCapabilities.Logprobs, 128_000, 16_384, 2.5m, 1.25m, 10m, 0.78),
        Card("gpt-4o-mini", "gpt-4o", Seeing | ModelCapabilities.Logprobs, 128_000, 16_384, 0.15m, 0.075m, 0.6m, 0.65),
        Card("o3", "o3", Seeing | ModelCapabilities.Reasoning, 200_000, 100_000, 2m, 0.5m, 8m, 0.9),
        Card("o4-mini", "o4", Seeing | ModelCapabilities.Reasoning, 200_000, 100_000, 1.1m, 0.275m, 4.4m, 0.85),
        Card("deepseek-chat", "deepseek", Chat | ModelCapabilities.Logprobs, 65_536, 8_192, 0.27m, 0.07m, 1.1m, 0.8),
        Card("deepseek-reasoner", "deepseek", ModelCapabilities.Text | ModelCapabilities.Reasoning, 65_536, 65_536, 0.55m, 0.14m, 2.19m, 0.88),
        Card("mistral-large-latest", "mistral", Chat, 131_072, null, 2m, 2m, 6m, 0.78),
        Card("mistral-small-latest", "mistral", Chat | ModelCapabilities.ImageIn, 131_072, null, 0.1m, 0.1m, 0.3m, 0.66),
        Card("sonar", "sonar", ModelCapabilities.Text, 127_072, null, 1m, 1m, 1m, 0.65),
        Card("sonar-pro", "sonar", ModelCapabilities.Text, 200_000, 8_000, 3m, 3m, 15m, 0.75),
        Card("llama-3.3-70b-versatile", "llama", Chat, 131_072, 32_768, 0.59m, 0.59m, 0.79m, 0.72),
        Card("llama-3.1-8b-instant", "llama", Chat, 131_072, 131_072, 0.05m, 0.05m, 0.08m, 0.55),
        Unpriced("nvidia/llama-3.3-nemotron-super-49b-v1.5", "nemotron", Chat | ModelCapabilities.Reasoning, 131_072),
        Embedding("text-embedding-3-small", "text-embedding-3", 1536, 0.02m),
        Embedding("text-embedding-3-large", "text-embedding-3", 3072, 0.13m),
        Embedding("mistral-embed", "mistral-embed", 1024, 0.1m),
    }.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The models that have a card.</summary>
    public static IEnumerable<string> Names => s_cards.Keys;

    /// <summary>The card of a model, also under a name with a date behind it; null when it is not known.</summary>
    public static ModelEntry? Find(string name) => s_cards.GetValueOrDefault(name) ?? s_cards.GetValueOrDefault(DateSuffix().Replace(name, ""));

    private static ModelEntry Card(string name, string family, ModelCapabilities capabilities, int context, int? output, decimal input, decimal cached, decimal answer, double quality) => new()
    {
        Name = name,
        Family = family,
        Capabilities = capabilities,
        ContextTokens = context,
        MaxOutputTokens = output,
        Price = new ModelPrice { In = input, CachedIn = cached, Out = answer, Source = PriceSource.BuiltIn, AsOf = s_read },
        Quality = new Dictionary<string, double> { ["chat"] = quality },
    };

    // Hosted without a price by the token: the catalogue's default holds, marked as estimated.
    private static ModelEntry Unpriced(string name, string family, ModelCapabilities capabilities, int context) => new()
    {
        Name = name,
        Family = family,
        Capabilities = capabilities,
        ContextTokens = context,
    };

    private static ModelEntry Embedding(string name, string family, int dimensions, decimal input) => new()
    {
        Name = name,
        Family = family,
        Capabilities = ModelCapabilities.Embeddings,
        ContextTokens = 8_192,
        EmbeddingDimensions = dimensions,
        Price = new ModelPrice { In = input, CachedIn = input, Out = 0, Source = PriceSource.BuiltIn, AsOf = s_read },
    };

    [GeneratedRegex(@"-\d{4}-\d{2}-\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex DateSuffix();
}
