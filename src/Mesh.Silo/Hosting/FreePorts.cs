namespace Mesh.Silo.Hosting;

/// <summary>
/// Finds ports of loopback for listeners that nobody addresses by number. They lie below the range from which systems take ports for
/// outgoing connections, so that none is taken between the look and the listening.
/// </summary>
internal static class FreePorts
{
    private static readonly PortRange s_range = new(16_000, 12_000);

    /// <summary>A port on which nobody listens.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static int Next() => s_range.Next();
}
