using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Embeddings;

/// <summary>What an upstream answered.</summary>
/// <param name="Body">The upstream's body in OpenAI's form.</param>
/// <param name="Usage">Its count of tokens; null when it gave none.</param>
public sealed record EmbeddingAnswer(ReadOnlyMemory<byte> Body, TokenUsage? Usage);
