namespace Mesh.Strategies.Votes.Clusters;

/// <summary>
/// Free texts by likeness: average-linkage clustering from the most alike pair on, down to a threshold. The order in which texts come
/// doesn't matter: of equally alike pairs the ordinally first texts join first.
/// </summary>
public static class AnswerClusters
{
    /// <summary>Most texts that are clustered: likenesses grow with their square.</summary>
    public const int MostTexts = 64;

    /// <summary>Likeness of two clusters from which on they are one, for <see cref="LexicalSimilarity.Of"/>.</summary>
    public const double Threshold = 0.6;

    /// <summary>For each text the place, among all texts, of its cluster's medoid: the text that is most like the others of its cluster.</summary>
    /// <param name="texts">The texts, at most <see cref="MostTexts"/>.</param>
    /// <param name="similarity">How alike two are.</param>
    /// <param name="threshold">From what mean likeness on two clusters are one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more texts.</exception>
    public static int[] Medoids(IReadOnlyList<string> texts, AnswerSimilarity similarity, double threshold = Threshold)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(texts.Count, MostTexts, nameof(texts));
        int[] order = [.. Enumerable.Range(0, texts.Count).OrderBy(i => texts[i], StringComparer.Ordinal).ThenBy(i => i)];
        var alike = Alike(texts, order, similarity);
        List<List<int>> clusters = [.. order.Select((_, at) => new List<int> { at })];
        while (Nearest(clusters, alike, threshold) is { } pair)
        {
            clusters[pair.One].AddRange(clusters[pair.Other]);
            clusters.RemoveAt(pair.Other);
        }

        var medoids = new int[texts.Count];
        foreach (var cluster in clusters)
        {
            // The first in ordinal order among equals.
            var medoid = cluster.Order().MaxBy(at => Math.Round(cluster.Sum(other => alike[at, other]), 9));
            cluster.ForEach(at => medoids[order[at]] = order[medoid]);
        }

        return medoids;
    }

    /// <summary>Mean likeness of all pairs, a signal of confidence for open texts; 1 for a single one, 0 for none.</summary>
    /// <param name="texts">The texts, at most <see cref="MostTexts"/>.</param>
    /// <param name="similarity">How alike two are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more texts.</exception>
    public static double MeanLikeness(IReadOnlyList<string> texts, AnswerSimilarity similarity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(texts.Count, MostTexts, nameof(texts));
        var pairs = from i in Enumerable.Range(0, texts.Count)
                    from j in Enumerable.Range(i + 1, texts.Count - i - 1)
                    select similarity(texts[i], texts[j]);
        return texts.Count < 2 ? texts.Count : pairs.Average();
    }

    private static double[,] Alike(IReadOnlyList<string> texts, int[] order, AnswerSimilarity similarity)
    {
        var alike = new double[order.Length, order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            alike[i, i] = 1;
            for (var j = i + 1; j < order.Length; j++)
            {
                alike[i, j] = alike[j, i] = texts[order[i]] == texts[order[j]] ? 1 : similarity(texts[order[i]], texts[order[j]]);
            }
        }

        return alike;
    }

    private static (int One, int Other)? Nearest(List<List<int>> clusters, double[,] alike, double threshold)
    {
        (int, int)? nearest = null;
        var most = threshold - 1e-9;
        for (var i = 0; i < clusters.Count; i++)
        {
            for (var j = i + 1; j < clusters.Count; j++)
            {
                var mean = clusters[i].Average(a => clusters[j].Average(b => alike[a, b]));
                if (mean > most)
                {
                    (most, nearest) = (mean + 1e-9, (i, j));
                }
            }
        }

        return nearest;
    }
}
