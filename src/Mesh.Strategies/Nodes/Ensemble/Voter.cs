using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>One answer that an ensemble wants.</summary>
/// <param name="Number">Its place in the vote.</param>
/// <param name="Node">Who gives it.</param>
/// <param name="Place">What reports call it.</param>
/// <param name="Sample">Which of its member's answers it is, from 0.</param>
internal sealed record Voter(int Number, IPlanNode Node, string Place, int Sample);
