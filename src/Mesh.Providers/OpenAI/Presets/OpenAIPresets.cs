using Mesh.Contracts.Catalog;

namespace Mesh.Providers.OpenAI.Presets;

/// <summary>The quirks of the presets that a catalogue can name; docs/providers.md tells where each was read.</summary>
internal static class OpenAIPresets
{
    // Whoever names no preset gets the older words, which every engine takes; bodies of callers pass as they are.
    private static readonly OpenAIQuirks s_unknown = new() { WritesMaxTokens = "max_tokens" };

    private static readonly Dictionary<string, OpenAIQuirks> s_presets = new(StringComparer.Ordinal)
    {
        ["openai"] = OpenAIQuirks.None,
        ["deepseek"] = new() { MaxTokens = MaxTokensNames.OldOnly, DeveloperRole = false, ReasoningWithToolCalls = true },
        ["mistral"] = new() { StreamOptions = false, MaxTokens = MaxTokensNames.OldOnly, SeedField = "random_seed", DeveloperRole = false },
        ["nvidia"] = new() { MaxTokens = MaxTokensNames.OldOnly, DeveloperRole = false },
        ["perplexity"] = new() { StreamOptions = false, MaxTokens = MaxTokensNames.OldOnly, DeveloperRole = false },
        ["groq"] = new() { MessageNames = false },
        ["vllm"] = new() { DeveloperRole = false, FetchesUrls = false, ContinueFinalMessage = true },
        ["sglang"] = new() { DeveloperRole = false, FetchesUrls = false, ContinueFinalMessage = true },
        ["llama.cpp"] = new() { WritesMaxTokens = "max_tokens", DeveloperRole = false, NamedToolChoice = false, FetchesUrls = false },
        ["ollama"] = new() { MaxTokens = MaxTokensNames.OldOnly, DeveloperRole = false, FetchesUrls = false },
    };

    /// <summary>The names that have quirks.</summary>
    public static IReadOnlyCollection<string> Names => s_presets.Keys;

    /// <summary>The quirks of a provider.</summary>
    public static OpenAIQuirks Of(ProviderEntry provider)
    {
        var quirks = provider.Preset is { } preset && s_presets.TryGetValue(preset, out var known) ? known
            : provider.Kind == ProviderKind.OpenAI ? OpenAIQuirks.None
            : s_unknown;

        // An engine on the node sees the node's network: a caller must not send it there.
        return provider.Local && quirks.FetchesUrls ? quirks with { FetchesUrls = false } : quirks;
    }
}
