using System.Text;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Discovery;

/// <summary>
/// Writes the catalogue of a mesh that was given none: simulated models, whatever keys stand in the environment, and whatever
/// engines answer on loopback. It is YAML like any other, so it takes the same way and can be kept as a start.
/// </summary>
public static class FirstRun
{
    /// <summary>The name under which it appears; in it, and only in it, simulated models need no permission.</summary>
    public const string FileName = "(first run)";

    private const string Simulated = """
        providers:
          simulated: { kind: simulated }
        models:
          small:  { family: simulated, capabilities: [text, tools, json-schema], context: 128000, price: { in: 0.1, out: 0.4 }, quality: { chat: 0.55 }, simulated: { seed: 1, firstToken: 30ms, tokensPerSecond: 150 } }
          large:  { family: simulated, capabilities: [text, tools, json-schema], context: 128000, price: { in: 2, out: 8 }, quality: { chat: 0.9 }, simulated: { seed: 2, firstToken: 120ms, tokensPerSecond: 60 } }
          vision: { family: simulated, capabilities: [text, image-in, tools, embeddings], context: 128000, dimensions: 64, price: { in: 1, out: 4 }, quality: { chat: 0.75 }, simulated: { seed: 3, firstToken: 80ms, tokensPerSecond: 80 } }
        endpoints:
          small:  { provider: simulated, model: small }
          large:  { provider: simulated, model: large }
          vision: { provider: simulated, model: vision }
        routes:
          auto: { prefer: balanced, candidates: ["*"] }
        """;

    private static readonly (string Variable, string Provider, string Kind, string[] Models)[] s_vendors =
    [
        ("OPENAI_API_KEY", "openai", "kind: openai", ["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-4o-mini", "text-embedding-3-small"]),
        ("DEEPSEEK_API_KEY", "deepseek", "kind: openai-compatible, preset: deepseek", ["deepseek-chat", "deepseek-reasoner"]),
        ("MISTRAL_API_KEY", "mistral", "kind: openai-compatible, preset: mistral", ["mistral-large-latest", "mistral-small-latest"]),
        ("NVIDIA_API_KEY", "nvidia", "kind: openai-compatible, preset: nvidia", ["nvidia/llama-3.3-nemotron-super-49b-v1.5"]),
        ("PERPLEXITY_API_KEY", "perplexity", "kind: openai-compatible, preset: perplexity", ["sonar", "sonar-pro"]),
        ("GROQ_API_KEY", "groq", "kind: openai-compatible, preset: groq", ["llama-3.3-70b-versatile", "llama-3.1-8b-instant"]),
    ];

    private static readonly (string Preset, int Port)[] s_engines = [("ollama", 11434), ("vllm", 8000), ("llama.cpp", 8080), ("sglang", 30000)];

    /// <summary>Looks around and writes what it found.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="engines">Asks an engine for its models; empty when none answers.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<IReadOnlyList<CatalogFile>> DiscoverAsync(Func<string, string?> environment, IEngineProbe engines, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(s_engines.Select(async e => (e.Preset, Models: await engines.ModelsAsync(new Uri($"http://127.0.0.1:{e.Port}/v1"), cancellationToken))));
        var providers = new StringBuilder("providers:\n");
        var models = new StringBuilder("models:\n");
        var endpoints = new StringBuilder("endpoints:\n");
        var names = new FoundNames(["small", "large", "vision", "auto"]);
        var any = false;
        foreach (var vendor in s_vendors.Where(v => !string.IsNullOrEmpty(environment(v.Variable))))
        {
            any = true;
            providers.Append($"  {vendor.Provider}: {{ {vendor.Kind}, apiKey: env:{vendor.Variable} }}\n");
            Append(models, endpoints, names, vendor.Provider, vendor.Models);
        }

        foreach (var (preset, served) in found.Select(e => (e.Preset, e.Models.Where(FoundNames.IsUsable).ToArray())).Where(e => e.Item2.Length > 0))
        {
            any = true;
            providers.Append($"  {preset}: {{ kind: openai-compatible, preset: {preset}, local: true }}\n");
            Append(models, endpoints, names, preset, served);
        }

        List<CatalogFile> files = [new(FileName, Simulated)];
        if (any)
        {
            files.Add(new CatalogFile(FileName, $"{providers}{models}{endpoints}"));
        }

        return files;
    }

    private static void Append(StringBuilder models, StringBuilder endpoints, FoundNames names, string provider, IReadOnlyList<string> found)
    {
        foreach (var upstream in found)
        {
            var name = names.Model(provider, upstream);
            models.Append($"  {name}: {{ }}\n");
            endpoints.Append($"  {names.Endpoint(provider, name)}: {{ provider: {provider}, model: {name}, upstreamModel: {Quoted(upstream)} }}\n");
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
