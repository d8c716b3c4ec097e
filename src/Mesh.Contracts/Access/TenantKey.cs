namespace Mesh.Contracts.Access;

/// <summary>
/// The key of a grain that belongs to a tenant: <c>tenant/rest</c>. In the tenant's name a slash and a percent sign are written as
/// <c>%2F</c> and <c>%25</c>, so that no name reaches into another tenant's keys.
/// </summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Rest">What it is within the tenant; may hold slashes.</param>
public readonly record struct TenantKey(string Tenant, string Rest)
{
    /// <summary>Reads a key.</summary>
    /// <returns>False when it is not one that <see cref="ToString"/> writes: each key has one form.</returns>
    public static bool TryParse(string text, out TenantKey key)
    {
        key = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1)
        {
            return false;
        }

        key = new TenantKey(text[..slash].Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal), text[(slash + 1)..]);
        return key.ToString() == text;
    }

    /// <summary>Writes the key.</summary>
    /// <exception cref="InvalidOperationException">A part is empty.</exception>
    public override string ToString() => string.IsNullOrEmpty(Tenant) || string.IsNullOrEmpty(Rest)
        ? throw new InvalidOperationException("a tenant's key has a tenant and a rest")
        : $"{Tenant.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}/{Rest}";
}
