namespace Mesh.Contracts.Access;

/// <summary>The authenticated key behind a request.</summary>
/// <param name="KeyId">The key's visible id; <c>loopback</c> for a local caller without a key.</param>
/// <param name="Tenant">Tenant.</param>
/// <param name="Project">Project in the tenant.</param>
/// <param name="Scopes">What the key may do beyond asking models.</param>
[GenerateSerializer, Immutable, Alias("mesh.CallerIdentity")]
public sealed record CallerIdentity(
    [property: Id(0)] string KeyId,
    [property: Id(1)] string Tenant,
    [property: Id(2)] string Project,
    [property: Id(3)] IReadOnlyList<string> Scopes)
{
    /// <summary>A local caller while no key exists.</summary>
    public static CallerIdentity Loopback { get; } = new("loopback", "local", "default", ["admin", "vendor-objects", "critical", "legal-hold", "audit", "plans", "reviews", "tasks"]);

    /// <summary>Whether the key has a scope.</summary>
    public bool Has(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}
