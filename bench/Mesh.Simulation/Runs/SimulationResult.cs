using Mesh.Simulation.Engines;

namespace Mesh.Simulation.Runs;

/// <summary>What came of a simulation.</summary>
/// <param name="Jobs">All requests.</param>
/// <param name="Backlogs">Backlogs at the moments that were asked for, by engine, in prompt tokens.</param>
public sealed record SimulationResult(IReadOnlyList<Job> Jobs, IReadOnlyList<long[]> Backlogs)
{
    private readonly double[] _first = Sorted(Jobs.Where(j => j.FirstAt is not null).Select(j => j.FirstAt!.Value - j.Request.Arrives));
    private readonly double[] _whole = Sorted(Jobs.Where(j => j.EndedAt is not null).Select(j => j.EndedAt!.Value - j.Request.Arrives));

    /// <summary>Share of all prompt blocks that an engine had cached.</summary>
    public double HitRate { get; } = Jobs.Sum(j => (double)j.Cached) / Math.Max(1, Jobs.Sum(j => (double)j.Request.Blocks.Length));

    /// <summary>Percentile of the seconds to the first token.</summary>
    public double FirstToken(double share) => At(_first, share);

    /// <summary>Percentile of the seconds to the first token of some.</summary>
    public double FirstToken(double share, Func<Job, bool> of) => At(Sorted(Jobs.Where(j => j.FirstAt is not null && of(j)).Select(j => j.FirstAt!.Value - j.Request.Arrives)), share);

    /// <summary>Share of some that was refused.</summary>
    public double Refused(Func<Job, bool> of) => Jobs.Where(of).Average(j => j.Refused ? 1.0 : 0);

    /// <summary>Percentile of the seconds to the last token.</summary>
    public double Whole(double share) => At(_whole, share);

    /// <summary>Percentile of sorted values, by the nearest rank.</summary>
    public static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    private static double[] Sorted(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted;
    }
}
