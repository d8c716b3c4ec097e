using Mesh.Contracts.Plans;

namespace Mesh.Grains.Learning;

/// <summary>What is said of a plan's answer, as it holds for the options that its select nodes chose: whether a chain of models is worth its price no sum of its parts can tell.</summary>
internal static class OptionOutcomes
{
    /// <summary>What the chosen options are known as; none where the answer rests on none.</summary>
    /// <param name="plan">What the plan's nodes did; null for no plan.</param>
    public static IEnumerable<string> Of(NodeReport? plan)
    {
        for (var node = plan; node is not null; node = Answering(node))
        {
            if (node is { State: NodeState.Done, CountsAs: { } option })
            {
                yield return option;
            }
        }
    }

    /// <summary>Whether the answer is one that a cache gave to a question in other words: what is said of it says nothing of the model.</summary>
    /// <param name="plan">What the plan's nodes did; null for no plan.</param>
    public static bool IsOfAnotherQuestion(NodeReport? plan)
    {
        for (var node = plan; node is not null; node = Answering(node))
        {
            if (node.IsOfAnotherQuestion)
            {
                return true;
            }
        }

        return false;
    }

    // Where an answer is made of several, it tells nothing of one of them.
    private static NodeReport? Answering(NodeReport node) => node.Nodes.Where(n => n.State == NodeState.Done).ToArray() is [var only] ? only : null;
}
