using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Fabric;

/// <summary>
/// How soon the next batch may follow: after <see cref="Shortest"/>, and later where that would send more than
/// <see cref="BytesPerSecond"/> to all silos together, but soon enough that no silo is suspected.
/// </summary>
internal static class FabricPace
{
    /// <summary>Bytes a second that a silo sends at most, but for what <see cref="Longest"/> demands.</summary>
    public const int BytesPerSecond = 900_000;

    /// <summary>Least pause, and the usual one.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause: half of the silence after which a silo is suspected.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>The pause after a batch to so many silos.</summary>
    public static TimeSpan After(FabricBatch batch, int silos)
    {
        var pause = TimeSpan.FromSeconds((double)FabricCost.Of(batch) * silos / BytesPerSecond);
        return pause < Shortest ? Shortest : pause > Longest ? Longest : pause;
    }
}
