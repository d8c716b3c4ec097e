using Orleans.Placement;

namespace Mesh.Grains.Placement;

/// <summary>Asks for <see cref="NodeFilter"/>; it has no settings.</summary>
public sealed class NodeFilterStrategy : PlacementFilterStrategy
{
    /// <summary>Goes first of all filters.</summary>
    public NodeFilterStrategy()
        : base(order: 1)
    {
    }
}
