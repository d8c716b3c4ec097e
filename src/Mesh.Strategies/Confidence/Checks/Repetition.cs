namespace Mesh.Strategies.Confidence.Checks;

/// <summary>How much of a text says again what it said before.</summary>
internal static class Repetition
{
    private const int WordsOfRun = 6;

    /// <summary>Share, 0 to 1, of the runs of six words that stand in the text before; 0 for texts of fewer words.</summary>
    public static double Share(string text)
    {
        var words = text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= WordsOfRun)
        {
            return 0;
        }

        HashSet<int> seen = [];
        var again = 0;
        for (var i = 0; i + WordsOfRun <= words.Length; i++)
        {
            var hash = new HashCode();
            for (var k = i; k < i + WordsOfRun; k++)
            {
                hash.Add(words[k], StringComparer.OrdinalIgnoreCase);
            }

            again += seen.Add(hash.ToHashCode()) ? 0 : 1;
        }

        return (double)again / (words.Length - WordsOfRun + 1);
    }
}
