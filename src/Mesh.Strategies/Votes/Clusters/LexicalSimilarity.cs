using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Votes.Clusters;

/// <summary>Cheap likenesses of texts by their words and letters, for where no embedding and no judge is at hand.</summary>
public static class LexicalSimilarity
{
    /// <summary>Characters of a text that are compared.</summary>
    public const int MostCharacters = 8192;

    private const int Buckets = 1024;
    private const int Gram = 3;

    /// <summary>The mean of both: words say what it is about, letters survive another ending of a word.</summary>
    public static double Of(string one, string other) => (TokenF1(one, other) + NgramCosine(one, other)) / 2;

    /// <summary>F1 of the two texts' words, each counted as often as it stands in both (SQuAD's measure of answers).</summary>
    public static double TokenF1(string one, string other)
    {
        var (left, right) = (Words(one), Words(other));
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == right.Length ? 1 : 0;
        }

        var counts = left.CountBy(w => w, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var common = right.CountBy(w => w, StringComparer.Ordinal).Sum(w => Math.Min(w.Value, counts.GetValueOrDefault(w.Key)));
        return 2.0 * common / (left.Length + right.Length);
    }

    /// <summary>Cosine of the counts of three characters in a row, hashed to 1,024 places.</summary>
    public static double NgramCosine(string one, string other)
    {
        var (left, right) = (Grams(one), Grams(other));
        double dot = 0, leftSquares = 0, rightSquares = 0;
        for (var i = 0; i < Buckets; i++)
        {
            (dot, leftSquares, rightSquares) = (dot + ((double)left[i] * right[i]), leftSquares + ((double)left[i] * left[i]), rightSquares + ((double)right[i] * right[i]));
        }

        return leftSquares == 0 || rightSquares == 0 ? (leftSquares == rightSquares ? 1 : 0) : Math.Min(1, dot / Math.Sqrt(leftSquares * rightSquares));
    }

    private static string[] Words(string text) => ShortText.Key(Head(text)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int[] Grams(string text)
    {
        var (plain, counts) = ($" {ShortText.Key(Head(text))} ", new int[Buckets]);
        for (var i = 0; i + Gram <= plain.Length && plain.Length > 2; i++)
        {
            counts[((plain[i] * 31 * 31) + (plain[i + 1] * 31) + plain[i + 2]) % Buckets]++;
        }

        return counts;
    }

    private static string Head(string text) => text.Length > MostCharacters ? text[..MostCharacters] : text;
}
