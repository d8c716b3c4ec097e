namespace Mesh.Contracts.Reviews;

/// <summary>Which reviews are listed.</summary>
/// <param name="Queue">Those of a queue; null for all.</param>
/// <param name="State">Those in a state; null for all.</param>
/// <param name="Route">Those of a route; null for all.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewFilter")]
public sealed record ReviewFilter([property: Id(0)] string? Queue = null, [property: Id(1)] ReviewState? State = null, [property: Id(2)] string? Route = null)
{
    /// <summary>Whether an entry is one of them.</summary>
    public bool Takes(ReviewEntry entry) => (Queue is null || entry.Queue == Queue) && (State is null || entry.State == State) && (Route is null || string.Equals(entry.Route, Route, StringComparison.OrdinalIgnoreCase));
}
