using System.Net;
using System.Net.Sockets;

namespace Mesh.Providers.Egress.Fetching;

/// <summary>Which addresses belong to the internet at large, and not to this machine, its network or its cloud.</summary>
public static class PublicAddresses
{
    // IANA's special-purpose registry for IPv4, and the address at which one cloud serves its machines' secrets.
    private static readonly IPNetwork[] s_specialV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_globalV6 = IPNetwork.Parse("2000::/3");

    // Inside of it: protocol assignments and Teredo, documentation, and 6to4, which wraps any IPv4 address.
    private static readonly IPNetwork[] s_specialV6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>Whether <paramref name="address"/> is such an address.</summary>
    public static bool Contain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Contain(address.MapToIPv4());
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !s_specialV4.Any(n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => s_globalV6.Contains(address) && !s_specialV6.Any(n => n.Contains(address)),
            _ => false,
        };
    }
}
