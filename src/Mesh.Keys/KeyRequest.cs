namespace Mesh.Keys;

/// <summary>What a new key is to be.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Tenant">Tenant on whose account it asks.</param>
/// <param name="Project">Project in the tenant.</param>
/// <param name="Scopes">What it may do beyond asking models.</param>
/// <param name="Lifetime">How long it holds; null for ever.</param>
public sealed record KeyRequest(string Name, string Tenant = "default", string Project = "default", IReadOnlyList<string>? Scopes = null, TimeSpan? Lifetime = null)
{
    /// <summary>What it may do beyond asking models.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = Scopes ?? [];
}
