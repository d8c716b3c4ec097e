namespace Mesh.Contracts.Cluster;

/// <summary>A model that an engine serves.</summary>
/// <param name="Name">Its name at the engine.</param>
/// <param name="ContextTokens">Most tokens of prompt and answer together; null when the engine does not tell.</param>
[GenerateSerializer, Immutable, Alias("mesh.EngineModel")]
public sealed record EngineModel([property: Id(0)] string Name, [property: Id(1)] int? ContextTokens = null)
{
    /// <summary>Whether it takes images.</summary>
    [Id(2)] public bool TakesImages { get; init; }

    /// <summary>Whether it turns texts into vectors instead of answering.</summary>
    [Id(3)] public bool IsEmbedding { get; init; }
}
