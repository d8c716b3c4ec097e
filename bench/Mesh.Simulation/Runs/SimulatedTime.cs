namespace Mesh.Simulation.Runs;

/// <summary>A clock that stands where the replay sets it.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    /// <summary>Seconds from the trace's start.</summary>
    public double Seconds { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
}
