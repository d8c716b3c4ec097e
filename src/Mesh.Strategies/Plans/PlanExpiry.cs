namespace Mesh.Strategies.Plans;

/// <summary>When the time of a node is over. One whose first content has come in its time may take all that the node above it has. Thread-safe.</summary>
/// <param name="own">Its own end, as a timestamp.</param>
/// <param name="outer">That of the node above it; null for the root's.</param>
public sealed class PlanExpiry(long own, PlanExpiry? outer = null)
{
    private volatile bool _lifted;

    /// <summary>The end as it stands now, as a timestamp.</summary>
    public long At => outer is null ? own : _lifted ? outer.At : Math.Min(own, outer.At);

    /// <summary>Its own end no longer counts.</summary>
    internal void Lift() => _lifted = true;
}
