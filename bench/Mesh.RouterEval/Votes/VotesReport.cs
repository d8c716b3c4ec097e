using System.Globalization;
using Mesh.RouterEval.Measures;

namespace Mesh.RouterEval.Votes;

/// <summary>Writes the tables of one source.</summary>
internal sealed class VotesReport(AnswerTable table, MethodResults results, TextWriter writer)
{
    public void Write()
    {
        writer.WriteLine($"\n## {table.Name}: {table.Rows.Length} questions, {table.Models.Length} models, {table.Priced.Length} of them priced\n");
        writer.WriteLine($"Forms guessed: {string.Join(", ", table.Forms.CountBy(f => f).OrderByDescending(f => f.Value).Select(f => $"{f.Key} {f.Value}"))}. Answers whose mark changes with the form: {table.Mixed.ToString("0.00%", CultureInfo.InvariantCulture)}.\n");
        var strongest = results.Of(VoteMethods.Strongest);
        writer.WriteLine("| method | right | difference to the strongest priced model, points | of its quality | cost, $/1k | of its cost | simulated seconds, mean | p95 | chosen |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (method, played, chosen) in results.All)
        {
            writer.WriteLine(Row(method.Name, played, strongest, chosen));
        }

        Differences();
        Auto();
    }

    private static string Row(string name, Played[] played, Played[] strongest, List<string> chosen)
    {
        var seconds = played.Select(p => p.Seconds).Order().ToArray();
        var (quality, cost) = (played.Average(p => p.Quality), played.Average(p => p.Cost));
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {quality:0.0000} | {Difference(played, strongest)} | {quality / strongest.Average(p => p.Quality):0.0%} | {Number(cost * 1000)} | {Interval(played, strongest, cost)} | {Number(seconds.Average())} | {Number(seconds[(int)(0.95 * (seconds.Length - 1))])} | {chosen.CountBy(c => c).MaxBy(c => c.Value).Key} |");
    }

    private static string Interval(Played[] played, Played[] strongest, double cost)
    {
        if (double.IsNaN(cost))
        {
            return "-";
        }

        var (low, high) = PairedBootstrap.Interval(played.Length, n => Sum(played, n, p => p.Cost) / Sum(strongest, n, p => p.Cost));
        return string.Create(CultureInfo.InvariantCulture, $"{cost / strongest.Average(p => p.Cost):0.0%} ({low:0.0%} to {high:0.0%})");
    }

    // A weighted vote beside those that it must not be worse than.
    private void Differences()
    {
        writer.WriteLine("\n| paired difference, points | mean and interval |\n| --- | --- |");
        (string One, string Other)[] pairs =
        [
            (VoteMethods.Weighted5, VoteMethods.Best), (VoteMethods.Weighted5, VoteMethods.Majority5), (VoteMethods.Learned5, VoteMethods.Majority5), (VoteMethods.Learned5, VoteMethods.Best),
            (VoteMethods.Chosen5, VoteMethods.Best), (VoteMethods.Chosen5, VoteMethods.Majority5), ("weighted vote of 15", "majority of 15"), ("weighted vote of all", "majority of all"),
            ("weighted vote of all", VoteMethods.Best), ("priced: weighted vote of 5", VoteMethods.Strongest), ("priced: weighted vote of 5", "priced: majority of 5"),
        ];
        foreach (var (one, other) in pairs)
        {
            writer.WriteLine($"| {one} less {other} | {Difference(results.Of(one), results.Of(other))} |");
        }
    }

    // The area between the costs of the cheapest and the dearest fixed choice, under the hull of each.
    private void Auto()
    {
        var fixedOnes = results.All.Where(a => a.Method.IsFixed).ToArray();
        var singles = fixedOnes.Where(a => table.Models.Contains(a.Method.Name)).Select(a => a.Played).ToArray();
        var auto = results.All.Where(a => AutoMethods.Prices.Any(p => AutoMethods.Name(p) == a.Method.Name)).Select(a => a.Played).ToArray();
        var (from, to) = (singles.Min(s => s.Average(p => p.Cost)), results.Of(VoteMethods.Strongest).Average(p => p.Cost));
        double Area(Played[][] of, int[] n) => PriceCurve.Aiq(of.Select(p => (Sum(p, n, x => x.Cost) / n.Sum(), Sum(p, n, x => x.Quality) / n.Sum())), from, to);
        int[] once = [.. table.Rows.Select(_ => 1)];
        writer.WriteLine("\n| `auto` against | area of `auto` | area of the hull | difference, points, and interval |\n| --- | --- | --- | --- |");
        foreach (var (name, hull) in ((string, Played[][])[])[("every single model", singles), ("every fixed choice", [.. fixedOnes.Select(f => f.Played)])])
        {
            var (low, high) = PairedBootstrap.Interval(once.Length, n => Area(auto, n) - Area(hull, n));
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} (hull taken in hindsight) | {Area(auto, once):0.0000} | {Area(hull, once):0.0000} | {100 * (Area(auto, once) - Area(hull, once)):+0.00;-0.00} ({100 * low:+0.00;-0.00} to {100 * high:+0.00;-0.00}) |"));
        }
    }

    private static string Difference(Played[] one, Played[] other)
    {
        var (low, high) = PairedBootstrap.Interval(one.Length, n => (Sum(one, n, p => p.Quality) - Sum(other, n, p => p.Quality)) / n.Sum());
        return string.Create(CultureInfo.InvariantCulture, $"{100 * (one.Average(p => p.Quality) - other.Average(p => p.Quality)):+0.00;-0.00;0.00} ({100 * low:+0.00;-0.00;0.00} to {100 * high:+0.00;-0.00;0.00})");
    }

    private static double Sum(Played[] played, int[] drawn, Func<Played, double> of)
    {
        var sum = 0.0;
        for (var i = 0; i < drawn.Length; i++)
        {
            sum += drawn[i] == 0 ? 0 : drawn[i] * of(played[i]);
        }

        return sum;
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.00", CultureInfo.InvariantCulture);
}
