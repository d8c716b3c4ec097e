namespace Mesh.Contracts.Catalog;

/// <summary>How long conversations are kept.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RetentionPolicy")]
public sealed record RetentionPolicy
{
    /// <summary>How long after its last turn a conversation is deleted; null to keep it until somebody deletes it.</summary>
    [Id(0)] public TimeSpan? After { get; init; }

    /// <summary>What holds for single tenants instead.</summary>
    [Id(1)] public IReadOnlyList<TenantRetention> Tenants { get; init; } = [];

    /// <summary>How long a tenant's conversations are kept after their last turn; null for as long as nobody deletes them.</summary>
    public TimeSpan? AfterOf(string tenant) => Of(tenant)?.After ?? After;

    /// <summary>Whether none of a tenant's conversations may be deleted.</summary>
    public bool Holds(string tenant) => Of(tenant) is { Hold: true };

    private TenantRetention? Of(string tenant) => Tenants.FirstOrDefault(t => t.Tenant == tenant);
}
