using Mesh.Routing.Learning;

namespace Mesh.Training.Text;

/// <summary>Collects the features of prompts that are worth a row.</summary>
internal static class VocabularyBuilder
{
    /// <summary>Features that are kept of each block at most: the most frequent.</summary>
    private const int MostOfBlock = 120_000;

    /// <summary>Features that at least <paramref name="leastPrompts"/> prompts have.</summary>
    public static Vocabulary Build(IReadOnlyCollection<HashedPrompt> prompts, int leastPrompts)
    {
        Dictionary<uint, int>[] counts = [[], [], []];
        foreach (var prompt in prompts)
        {
            for (var i = 0; i < prompt.Keys.Length; i++)
            {
                var block = counts[i < prompt.PairsFrom ? 0 : i < prompt.GramsFrom ? 1 : 2];
                block[prompt.Keys[i]] = block.GetValueOrDefault(prompt.Keys[i]) + 1;
            }
        }

        var kept = counts.Select(c => Kept(c, leastPrompts)).ToArray();
        // log((1 + n) / (1 + df)) + 1: the smoothed inverse document frequency, never 0.
        var rarity = kept.SelectMany(b => b).Select(f => MathF.Log((1f + prompts.Count) / (1 + f.Value)) + 1);
        return new Vocabulary([.. kept.SelectMany(b => b).Select(f => f.Key)], [.. rarity], kept[0].Length, kept[0].Length + kept[1].Length);
    }

    private static KeyValuePair<uint, int>[] Kept(Dictionary<uint, int> counts, int least) =>
        [.. counts.Where(c => c.Value >= least).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostOfBlock)];
}
