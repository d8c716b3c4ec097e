using Mesh.Contracts.Plans;

namespace Mesh.Grains.Tasks;

/// <summary>Where a node's answer is kept.</summary>
/// <param name="Number">The number of the event.</param>
/// <param name="Report">What the node did.</param>
/// <param name="IsCall">Whether it asked a model itself.</param>
internal sealed record KeptPlace(long Number, NodeReport Report, bool IsCall);
