using System.Globalization;
using System.Text;
using Mesh.Simulation.Runs;

namespace Mesh.Simulation.Reports;

/// <summary>Means over seeds as a table, and differences of the same seeds to the last row.</summary>
public static class Table
{
    // Two-sided 95% of Student's distribution for 9 degrees of freedom, as for ten seeds; with fewer the interval is too narrow, with more too wide.
    private const double Student = 2.262;

    private static readonly (string Name, Func<SimulationResult, double> Of)[] s_columns =
    [
        ("TTFT p50", r => r.FirstToken(0.5)),
        ("TTFT p90", r => r.FirstToken(0.9)),
        ("TTFT p99", r => r.FirstToken(0.99)),
        ("e2e p99", r => r.Whole(0.99)),
        ("hit rate", r => r.HitRate),
    ];

    /// <summary>Writes it as Markdown.</summary>
    public static string Write(IReadOnlyList<string> names, SimulationResult[][] results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| rule | {string.Join(" | ", s_columns.Select(c => c.Name))} | p90 more than the last row's |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| --- | {string.Join(" | ", s_columns.Select(_ => "---:"))} | ---: |");
        for (var i = 0; i < names.Count; i++)
        {
            var cells = s_columns.Select(c => Number(results[i].Average(c.Of)));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {names[i]} | {string.Join(" | ", cells)} | {(i < names.Count - 1 ? Difference(results[i], results[^1]) : "")} |");
        }

        return text.ToString();
    }

    /// <summary>Three digits that mean something.</summary>
    public static string Number(double value) => value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : value >= 1 ? "F2" : "F3", CultureInfo.InvariantCulture);

    private static string Difference(SimulationResult[] row, SimulationResult[] last)
    {
        var differences = row.Zip(last, (a, b) => a.FirstToken(0.9) - b.FirstToken(0.9)).ToArray();
        var mean = differences.Average();
        var deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1));
        return $"{Number(mean)} ± {Number(Student * deviation / Math.Sqrt(differences.Length))}";
    }
}
