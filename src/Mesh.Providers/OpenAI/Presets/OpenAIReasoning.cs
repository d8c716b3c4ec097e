using Mesh.Contracts.Catalog;

namespace Mesh.Providers.OpenAI.Presets;

/// <summary>Which upstreams of OpenAI's dialect take a model's own reasoning back.</summary>
public static class OpenAIReasoning
{
    /// <summary>Whether the reasoning of an answer that called tools may be sent back to this provider.</summary>
    public static bool IsTaken(ProviderEntry provider) => provider.Kind is ProviderKind.OpenAI or ProviderKind.OpenAICompatible && OpenAIPresets.Of(provider).ReasoningWithToolCalls;
}
