namespace Mesh.Contracts.Catalog;

/// <summary>A wire protocol and the credentials to speak it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ProviderEntry")]
public sealed record ProviderEntry
{
    /// <summary>Name in the catalogue.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The protocol that is spoken.</summary>
    [Id(1)] public required ProviderKind Kind { get; init; }

    /// <summary>Vendor or engine whose habits are known: openai, deepseek, mistral, nvidia, perplexity, groq, vllm, sglang, llama.cpp, ollama; null when none.</summary>
    [Id(2)] public string? Preset { get; init; }

    /// <summary>Root of the API, without a trailing slash, for example <c>https://api.openai.com/v1</c>; null for simulated models.</summary>
    [Id(3)] public Uri? BaseUrl { get; init; }

    /// <summary>Where the key is found; never the key itself. Null when none is sent.</summary>
    [Id(4)] public SecretReference? ApiKey { get; init; }

    /// <summary>Whether this is an engine on the node itself, so that its tokens cost machine time and not a vendor's price.</summary>
    [Id(5)] public bool Local { get; init; }

    /// <summary>Further headers sent with each call, such as an organization id. Never credentials.</summary>
    [Id(6)] public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Time to open a connection.</summary>
    /// <value>5 seconds.</value>
    [Id(7)] public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the address is a worker's relay, which wants the cluster's credential; never written in a catalogue.</summary>
    [Id(8)] public bool IsRelay { get; init; }
}
