using System.Globalization;

namespace Mesh.Load.Processes;

/// <summary>One reading of <c>/metrics</c>.</summary>
internal sealed class MetricsPage(string text)
{
    private readonly string[] _lines = text.Split('\n');

    /// <summary>The sum of a family's series whose labels hold <paramref name="labels"/>; 0 when there is none.</summary>
    public double Sum(string family, params string[] labels) => _lines
        .Where(l => (l.StartsWith(family + "{", StringComparison.Ordinal) || l.StartsWith(family + " ", StringComparison.Ordinal)) && labels.All(label => l.Contains(label, StringComparison.Ordinal)))
        .Sum(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture));

    /// <summary>The sums of a family by the values of one label.</summary>
    public IReadOnlyDictionary<string, double> By(string family, string label) => _lines
        .Where(l => l.StartsWith(family + "{", StringComparison.Ordinal))
        .GroupBy(l => Value(l, label))
        .ToDictionary(g => g.Key, g => g.Sum(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture)));

    private static string Value(string line, string label)
    {
        var at = line.IndexOf(label + "=\"", StringComparison.Ordinal);
        return at < 0 ? "" : line[(at + label.Length + 2)..line.IndexOf('"', at + label.Length + 2)];
    }
}
