namespace Mesh.Contracts.Conversations.Retention;

/// <summary>What one round of retention came to in a shard.</summary>
/// <param name="Deleted">Conversations that were deleted.</param>
/// <param name="Due">Conversations whose time is over and that are still there: beyond the round's bound, or not to be deleted now.</param>
/// <param name="Held">Conversations under a legal hold of their own.</param>
/// <param name="Purged">Tombstones that went.</param>
[GenerateSerializer, Immutable, Alias("mesh.RetentionTally")]
public sealed record RetentionTally([property: Id(0)] int Deleted, [property: Id(1)] long Due, [property: Id(2)] long Held, [property: Id(3)] int Purged);
