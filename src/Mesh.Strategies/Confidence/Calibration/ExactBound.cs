using MathNet.Numerics.Distributions;

namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>The exact one-sided bound of a share (Clopper and Pearson, 1934).</summary>
internal static class ExactBound
{
    /// <summary>The share that is exceeded with probability <paramref name="mayMiss"/> at most: the quantile of Beta(found + 1, rows - found).</summary>
    public static double Upper(int found, int rows, double mayMiss) => found >= rows ? 1 : Beta.InvCDF(found + 1, rows - found, 1 - mayMiss);

    /// <summary>Rows without a find that it takes to bound a share by <paramref name="share"/>: 1 - share to their power is at most <paramref name="mayMiss"/>.</summary>
    public static int LeastRows(double share, double mayMiss) => (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Log(mayMiss) / Math.Log(1 - share)));
}
