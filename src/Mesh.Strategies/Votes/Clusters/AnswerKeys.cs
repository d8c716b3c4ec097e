using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Votes.Clusters;

/// <summary>What a vote counts, whatever the form: the keys of answers, and of free texts that are alike the one most like the others.</summary>
public static class AnswerKeys
{
    /// <summary>For each answer its key; null where it says nothing.</summary>
    /// <param name="reader">Reads them by their form.</param>
    /// <param name="answers">The whole answers; null where a member gave none. Of free texts at most <see cref="AnswerClusters.MostTexts"/>.</param>
    /// <param name="similarity">How alike two free texts are; <see cref="LexicalSimilarity.Of"/> where null.</param>
    /// <param name="threshold">From what mean likeness on two clusters of free texts are one.</param>
    public static string?[] Of(AnswerReader reader, IReadOnlyList<string?> answers, AnswerSimilarity? similarity = null, double threshold = AnswerClusters.Threshold)
    {
        string?[] keys = [.. answers.Select(reader.Key)];
        if (reader.Form is not AnswerForm.FreeText)
        {
            return keys;
        }

        int[] places = [.. Enumerable.Range(0, keys.Length).Where(i => keys[i] is not null)];
        string[] texts = [.. places.Select(i => keys[i]!)];
        var medoids = AnswerClusters.Medoids(texts, similarity ?? LexicalSimilarity.Of, threshold);
        for (var i = 0; i < places.Length; i++)
        {
            keys[places[i]] = texts[medoids[i]];
        }

        return keys;
    }
}
