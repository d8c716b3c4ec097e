namespace Mesh.Keys;

/// <summary>What is kept of a key.</summary>
public sealed record KeyEntry
{
    /// <summary>The key's visible id.</summary>
    public required string Id { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant on whose account it asks.</summary>
    public required string Tenant { get; init; }

    /// <summary>Project in the tenant.</summary>
    public required string Project { get; init; }

    /// <summary>What it may do beyond asking models: <c>admin</c>, <c>vendor-objects</c>, <c>critical</c>, <c>legal-hold</c>, <c>audit</c>, <c>plans</c>, <c>reviews</c>, <c>tasks</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>HMAC-SHA-256 under the pepper.</summary>
    public required string Hash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }
}
