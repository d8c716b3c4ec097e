using Orleans.Placement;

namespace Mesh.Grains.Placement;

/// <summary>
/// A grain whose key names an endpoint on a node lives on the silo of that node and nowhere else: what it looks after is reached
/// there. Where there is no such silo it cannot be placed, and a call to it fails at once.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AtItsNodeAttribute() : PlacementFilterAttribute(new NodeFilterStrategy());
