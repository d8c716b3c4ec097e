using System.Net;

namespace Mesh.Silo.Hosting;

/// <summary>Where the process is reached by its own cluster. Chosen once: a free port stays the same wherever it is named.</summary>
/// <param name="Silo">By other silos.</param>
/// <param name="Gateway">By Orleans clients; null when none may.</param>
/// <param name="Relay">By other silos' requests for the node's engines; listened on by workers only.</param>
internal sealed record ClusterAddresses(IPEndPoint Silo, IPEndPoint? Gateway, IPEndPoint Relay)
{
    /// <summary>Reads them from settings that were found sound.</summary>
    public static ClusterAddresses Of(MeshSettings settings) =>
        new(Given(settings.Silo) ?? Free(), Given(settings.Gateway), Given(settings.Relay) ?? Free());

    /// <summary>
    /// Reads HOST:PORT; null when it is none. The host is an address of this machine and not a name, since exactly it is listened on and told
    /// to others; every address at once (<c>0.0.0.0</c>) can be listened on but not be told.
    /// </summary>
    public static IPEndPoint? Parse(string address) =>
        IPEndPoint.TryParse(address.Replace("localhost:", "127.0.0.1:", StringComparison.Ordinal), out var parsed)
        && parsed.Port > 0
        && !parsed.Address.Equals(IPAddress.Any)
        && !parsed.Address.Equals(IPAddress.IPv6Any)
            ? parsed
            : null;

    private static IPEndPoint? Given(string? address) => address is null ? null : Parse(address);

    private static IPEndPoint Free() => new(IPAddress.Loopback, FreePorts.Next());
}
