namespace Mesh.Catalog.Reading;

/// <summary>Finds the name that a mistyped one most likely meant.</summary>
internal static class Nearest
{
    // Names longer than this, and names beyond this many, are not compared: the work has a bound.
    private const int MostLetters = 64;
    private const int MostCompared = 1_000;
    private const int MostListed = 20;

    /// <summary>'Did you mean x?' or the list of what is known.</summary>
    public static string Mend(string wrong, IEnumerable<string> known)
    {
        var names = known.Take(MostCompared).Order(StringComparer.Ordinal).ToArray();
        return names.Length == 0 ? "There is none yet; define it first."
            : Find(wrong, names) is { } best ? $"Did you mean '{best}'?"
            : $"Known: {string.Join(", ", names.Take(MostListed))}.";
    }

    /// <summary>The nearest name, when it is near enough to be meant.</summary>
    public static string? Find(string wrong, IEnumerable<string> known)
    {
        var reach = Math.Max(2, wrong.Length / 3);
        var best = known.Where(n => n.Length <= MostLetters && Math.Abs(n.Length - wrong.Length) <= reach)
            .Select(n => (Name: n, Distance: Distance(n, wrong)))
            .DefaultIfEmpty((Name: "", Distance: int.MaxValue))
            .MinBy(n => n.Distance);
        return best.Distance <= reach ? best.Name : null;
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
