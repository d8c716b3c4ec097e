using System.Net;

namespace Mesh.Silo.Hosting;

/// <summary>Where the process is reached by its own cluster.</summary>
/// <param name="Silo">By other silos.</param>
/// <param name="Gateway">By Orleans clients; null when none may.</param>
internal sealed record ClusterAddresses(IPEndPoint Silo, IPEndPoint? Gateway)
{
    /// <summary>Reads them from settings that were found sound.</summary>
    public static ClusterAddresses Of(MeshSettings settings) =>
        new(Given(settings.Silo) ?? new IPEndPoint(IPAddress.Loopback, FreePorts.Next()), Given(settings.Gateway));

    /// <summary>
    /// Reads HOST:PORT; null when it is none. The host is an address of this machine and not a name, since exactly it is listened on and told
    /// to others; every address at once (<c>0.0.0.0</c>) can be listened on but not be told.
    /// </summary>
    public static IPEndPoint? Parse(string address) =>
        IPEndPoint.TryParse(address, out var parsed)
        && parsed.Port > 0
        && !parsed.Address.Equals(IPAddress.Any)
        && !parsed.Address.Equals(IPAddress.IPv6Any)
            ? parsed
            : null;

    private static IPEndPoint? Given(string? address) => address is null ? null : Parse(address);
}
