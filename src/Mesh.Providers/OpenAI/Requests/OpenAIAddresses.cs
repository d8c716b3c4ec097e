using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>The addresses of one provider, put together once for each catalogue entry: parsing them would cost every request.</summary>
internal sealed class OpenAIAddresses
{
    // Goes with the entry when a revision replaces it.
    private static readonly ConditionalWeakTable<ProviderEntry, OpenAIAddresses> s_known = [];

    private OpenAIAddresses(Uri root)
    {
        var text = root.AbsoluteUri.TrimEnd('/');
        Chat = new Uri($"{text}/chat/completions");
        Embeddings = new Uri($"{text}/embeddings");
        Models = new Uri($"{text}/models");
    }

    public Uri Chat { get; }

    public Uri Embeddings { get; }

    public Uri Models { get; }

    /// <summary>The addresses of a provider that has a root.</summary>
    public static OpenAIAddresses Of(ProviderEntry provider) => s_known.GetValue(provider, p => new OpenAIAddresses(p.BaseUrl!));
}
