namespace Mesh.Load.Proxies;

/// <summary>What one load measured.</summary>
/// <param name="Milliseconds">Time of each answer, ascending.</param>
/// <param name="Frames">Events in all.</param>
/// <param name="Faults">Answers with another status than 200.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="CpuSeconds">Processor time that the target used.</param>
/// <param name="PathCpuSeconds">Processor time that client, target and the upstream behind it used.</param>
/// <param name="FirstFrames">Milliseconds to the first event of each stream, ascending.</param>
/// <param name="Gaps">Milliseconds between events, ascending.</param>
internal sealed record LoadSample(double[] Milliseconds, long Frames, int Faults, double Seconds, double CpuSeconds, double PathCpuSeconds, double[] FirstFrames, double[] Gaps)
{
    /// <summary>Answers a second.</summary>
    public double Rate => Milliseconds.Length / Seconds;

    /// <summary>Events a second.</summary>
    public double FrameRate => Frames / Seconds;

    /// <summary>Processor seconds for 1,000 answers.</summary>
    public double CpuPerThousand => CpuSeconds / Milliseconds.Length * 1000;

    /// <summary>Processor microseconds an event.</summary>
    public double CpuPerFrame => CpuSeconds / Frames * 1e6;

    /// <summary>Processor microseconds an event on the whole path.</summary>
    public double PathCpuPerFrame => PathCpuSeconds / Frames * 1e6;

    /// <summary>The value below which a share of an ascending list lies.</summary>
    public static double At(double[] ascending, double share) => ascending.Length == 0 ? double.NaN : ascending[(int)(share * (ascending.Length - 1))];
}
