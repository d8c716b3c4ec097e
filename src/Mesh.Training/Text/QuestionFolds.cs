using Mesh.Routing.Learning;

namespace Mesh.Training.Text;

/// <summary>Deals questions into folds by what they ask: one question falls into the same fold in every source.</summary>
internal static class QuestionFolds
{
    public static int[] Of(IEnumerable<HashedPrompt> prompts, int folds, int seed) =>
        [.. prompts.Select(p => (int)(FeatureHash.Pair((uint)seed, p.Question) % (uint)folds))];
}
