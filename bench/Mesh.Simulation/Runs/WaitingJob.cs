using System.Globalization;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Simulation.Engines;

namespace Mesh.Simulation.Runs;

/// <summary>A request that waits in front of the routers.</summary>
/// <param name="job">The request.</param>
/// <param name="cost">What it takes of its tenant's share.</param>
/// <param name="expires">When it has waited for too long.</param>
/// <param name="sequence">Its place among arrivals.</param>
internal sealed class WaitingJob(Job job, double cost, double expires, long sequence) : IQueued, IComparable<WaitingJob>
{
    /// <summary>The request.</summary>
    public Job Job { get; } = job;

    /// <summary>When it has waited for too long.</summary>
    public double Expires { get; } = expires;

    /// <inheritdoc/>
    public double Cost { get; } = cost;

    /// <inheritdoc/>
    public WorkClass WorkClass => Job.Request.Class;

    /// <inheritdoc/>
    public string Tenant { get; } = job.Request.Tenant.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public long Sequence { get; } = sequence;

    /// <inheritdoc/>
    public int CompareTo(WaitingJob? other) =>
        other is null ? 1 : Expires.CompareTo(other.Expires) is var order and not 0 ? order : Sequence.CompareTo(other.Sequence);
}
