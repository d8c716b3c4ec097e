namespace Mesh.Contracts.Reviews;

/// <summary>What became of a node's review, in the report of its plan. No content.</summary>
/// <param name="Id">The review's id.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="State">How far it has got.</param>
/// <param name="Took">Time from hand-over to its end; null while it is not over.</param>
/// <param name="Distance">How far the answer is from the draft, 0 to 1; null where that is not known.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewNote")]
public sealed record ReviewNote(
    [property: Id(0)] string Id,
    [property: Id(1)] string Queue,
    [property: Id(2)] ReviewState State,
    [property: Id(3)] TimeSpan? Took = null,
    [property: Id(4)] double? Distance = null);
