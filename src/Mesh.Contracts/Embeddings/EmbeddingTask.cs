using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Contracts.Embeddings;

/// <summary>Texts to turn into vectors.</summary>
public sealed class EmbeddingTask
{
    /// <summary>What the router needs to know.</summary>
    public required RouteQuery Query { get; init; }

    /// <summary>The request as an OpenAI body; <c>model</c> is set for each upstream.</summary>
    public required ReadOnlyMemory<byte> Native { get; init; }
}
