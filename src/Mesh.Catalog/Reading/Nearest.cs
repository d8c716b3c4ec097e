namespace Mesh.Catalog.Reading;

/// <summary>Finds the name that a mistyped one most likely meant.</summary>
internal static class Nearest
{
    /// <summary>'Did you mean x?' or the list of what is known.</summary>
    public static string Mend(string wrong, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToArray();
        var best = names.MinBy(n => Distance(n, wrong));
        return best is null ? "There is none yet; define it first."
            : Distance(best, wrong) <= Math.Max(2, wrong.Length / 3) ? $"Did you mean '{best}'?"
            : $"Known: {string.Join(", ", names.Take(20))}.";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
