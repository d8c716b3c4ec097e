using System.Globalization;

namespace Mesh.Grains.Admission;

/// <summary>
/// The share of memory that this process uses. Resident memory is held against the container's limit, which kills it when passed;
/// the heap that lived through the last collection against what the collector may use, which in a container is less. Garbage
/// counts in neither way as pressure by itself: the collector trims it before the limit. What other processes use is not shed by
/// refusing requests and does not count.
/// </summary>
internal sealed class MemoryShare
{
    // Version 2 of control groups, then version 1; without a limit the first says 'max', the second a number beyond any machine.
    private static readonly string[] s_limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    private const long NoLimit = 1L << 60;
    private readonly long _limit = ContainerLimit() ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The share now, 0 to 1 and above.</summary>
    public double Read()
    {
        var collected = GC.GetGCMemoryInfo(GCKind.Any);
        var heap = collected.TotalAvailableMemoryBytes > 0 ? collected.HeapSizeBytes / (double)collected.TotalAvailableMemoryBytes : 0;
        return Math.Max(heap, Environment.WorkingSet / (double)_limit);
    }

    private static long? ContainerLimit()
    {
        foreach (var path in s_limits)
        {
            try
            {
                if (long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and < NoLimit)
                {
                    return limit;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No such control group here.
            }
        }

        return null;
    }
}
