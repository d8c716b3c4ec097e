namespace Mesh.Silo.Hosting;

/// <summary>Reads a door's address as it is written in the settings.</summary>
internal static class DoorAddress
{
    /// <summary>The address; null when it is none. Kestrel's <c>*</c> and <c>+</c> stand for every address of the machine.</summary>
    public static Uri? Parse(string address) =>
        Uri.TryCreate(address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && (url.Host == "localhost" || url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            ? url
            : null;
}
