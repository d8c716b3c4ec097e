namespace Mesh.Contracts.Reviews;

/// <summary>A review that must be looked at: its time for an answer, or to be kept, is over.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Goes">Whether it is to be deleted.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewDue")]
public sealed record ReviewDue([property: Id(0)] string Id, [property: Id(1)] bool Goes);
