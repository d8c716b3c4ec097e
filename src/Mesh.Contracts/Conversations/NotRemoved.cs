namespace Mesh.Contracts.Conversations;

/// <summary>Something of a deleted conversation that is still somewhere.</summary>
/// <param name="What">What, from a closed list: <c>vendor_copies</c>, <c>forks</c>, <c>store_log</c>, <c>live_frames</c>, <c>list_entry</c>.</param>
/// <param name="Why">Why it is, and what becomes of it, in words.</param>
[GenerateSerializer, Immutable, Alias("mesh.NotRemoved")]
public sealed record NotRemoved([property: Id(0)] string What, [property: Id(1)] string Why);
