namespace Mesh.Contracts.Reviews;

/// <summary>A place in a list of reviews.</summary>
/// <param name="CreatedAt">When the entry there was handed over.</param>
/// <param name="Id">Its id.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewCursor")]
public sealed record ReviewCursor([property: Id(0)] DateTimeOffset CreatedAt, [property: Id(1)] string Id);
