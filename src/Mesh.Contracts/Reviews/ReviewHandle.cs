namespace Mesh.Contracts.Reviews;

/// <summary>What the asker of a review gets in the place of an answer: by it the answer is fetched later.</summary>
/// <param name="Id">The review's id in the asker's tenant.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="ExpiresAt">When it is too late for an answer.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewHandle")]
public sealed record ReviewHandle([property: Id(0)] string Id, [property: Id(1)] string Queue, [property: Id(2)] DateTimeOffset ExpiresAt);
