namespace Mesh.Contracts.Catalog;

/// <summary>What holds for the conversations of one tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="After">How long after the last turn a conversation is deleted; null for what holds for all tenants.</param>
/// <param name="Hold">Whether none of its conversations is deleted, by time or by anybody.</param>
[GenerateSerializer, Immutable, Alias("mesh.TenantRetention")]
public sealed record TenantRetention([property: Id(0)] string Tenant, [property: Id(1)] TimeSpan? After, [property: Id(2)] bool Hold);
