using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;

namespace Mesh.Strategies.Plans.Records;

/// <summary>A node that had answered in an earlier walk.</summary>
/// <param name="Answer">Its answer.</param>
/// <param name="Report">What it did.</param>
public sealed record KeptNode(NodeAnswer Answer, NodeReport Report);
