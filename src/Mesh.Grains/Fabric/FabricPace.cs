namespace Mesh.Grains.Fabric;

/// <summary>
/// How soon the next round of batches may follow: after <see cref="Shortest"/>, and later where that would send more than
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

    /// <summary>The pause after so many bytes were sent.</summary>
    public static TimeSpan After(int bytes)
    {
        var pause = TimeSpan.FromSeconds((double)bytes / BytesPerSecond);
        return pause < Shortest ? Shortest : pause > Longest ? Longest : pause;
    }
}
