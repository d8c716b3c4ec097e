namespace Mesh.Contracts.Catalog;

/// <summary>The protocols that this build speaks.</summary>
public enum ProviderKind
{
    /// <summary>OpenAI's own API.</summary>
    OpenAI,

    /// <summary>An API of the same dialect by another vendor or engine.</summary>
    OpenAICompatible,

    /// <summary>Models that live in the process, answer by rule and say so.</summary>
    Simulated,
}
