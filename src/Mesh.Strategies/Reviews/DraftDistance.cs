namespace Mesh.Strategies.Reviews;

/// <summary>
/// How far a person's answer is from the draft: the least number of words to be put in, taken out or replaced (Levenshtein, <i>Binary codes capable of correcting
/// deletions, insertions and reversals</i>, 1966), over the number of words of the longer text.
/// </summary>
public static class DraftDistance
{
    /// <summary>Most words of a text that is compared: sixteen million steps, some tens of milliseconds.</summary>
    public const int MostWords = 4_000;

    /// <summary>0 for the same words, 1 where none is left; null where a text has more than <see cref="MostWords"/>.</summary>
    public static double? Of(string draft, string answer)
    {
        var (from, to) = (Words(draft), Words(answer));
        var longer = Math.Max(from.Length, to.Length);
        return longer > MostWords ? null : longer == 0 ? 0 : (double)Edits(from, to) / longer;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, MostWords + 1, StringSplitOptions.RemoveEmptyEntries);

    // One row of the table at a time.
    private static int Edits(string[] from, string[] to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 0; i < from.Length; i++)
        {
            var before = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = before + (from[i] == to[j] ? 0 : 1);
                before = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(before, row[j]) + 1);
            }
        }

        return row[^1];
    }
}
