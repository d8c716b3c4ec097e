namespace Mesh.Client.Outcomes;

/// <summary>What stands in the place of an answer for which a person is waited.</summary>
/// <param name="Id">The review's id, by which <see cref="Reviews.MeshReviewClient.GetAnswerAsync"/> fetches the answer later.</param>
/// <param name="Queue">The queue in which it waits.</param>
/// <param name="ExpiresAt">When it is too late for an answer.</param>
public sealed record MeshReviewHandle(string Id, string Queue, DateTimeOffset ExpiresAt);
