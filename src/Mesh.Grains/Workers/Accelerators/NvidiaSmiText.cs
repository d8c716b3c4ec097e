namespace Mesh.Grains.Workers.Accelerators;

/// <summary>Reads what <c>nvidia-smi --query-gpu=name --format=csv,noheader</c> prints: a name a line.</summary>
internal static class NvidiaSmiText
{
    private const int MostAccelerators = 64;
    private const int LongestName = 64;

    /// <summary>The accelerators in words, such as <c>2 x NVIDIA H100 80GB HBM3</c>; null when there are none.</summary>
    public static string? Describe(string text)
    {
        var kinds = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(IsName)
            .Take(MostAccelerators)
            .GroupBy(n => n)
            .Select(g => $"{g.Count()} x {g.Key}");
        return string.Join(", ", kinds) is { Length: > 0 } words ? words : null;
    }

    // Faults of a single accelerator stand in brackets in its line, and a sentence ends with a full stop.
    private static bool IsName(string line) =>
        line.Length <= LongestName && !line.StartsWith('[') && !line.EndsWith('.') && !line.StartsWith("No devices", StringComparison.OrdinalIgnoreCase) && !line.Any(char.IsControl);
}
