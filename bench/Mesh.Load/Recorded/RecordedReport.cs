using System.Globalization;
using Mesh.RouterEval.Measures;
using Mesh.RouterEval.Votes;

namespace Mesh.Load.Recorded;

/// <summary>Writes the table of one source, and says where the mesh and the rules alone differ.</summary>
internal sealed class RecordedReport(string name, RecordedBed[] beds, ReplayedAnswer[][][] answers, TextWriter text)
{
    private const int MostFaults = 5;
    private static readonly string[] s_steps = [.. Enumerable.Range(0, PairPlans.Steps).Select(PairPlans.Step)];
    private readonly int _questions = beds.Sum(b => b.Questions.Length);

    /// <summary>Writes it.</summary>
    /// <returns>How many answers are at fault.</returns>
    public int Write()
    {
        text.WriteLine(Line($"\n### {name}: {_questions} questions, {beds[0].Models.Length} models, {beds[0].Models.Count(m => m.Price is not null)} of them priced\n"));
        text.WriteLine("| plan | right | less the strongest priced model, points | of its cost | simulated seconds, mean / p95 | calls | by the rules alone: right, cost | mesh, ms |\n|---|--:|--:|--:|--:|--:|--:|--:|");
        var strongest = Of(0);
        foreach (var (place, plan) in beds[0].Plans.Index().Where(p => !s_steps.Contains(p.Item.Name)))
        {
            Row(plan.Name, place, Of(place), strongest);
        }

        Curve(strongest);
        Frontier(strongest);
        text.WriteLine("\nChosen:\n");
        foreach (var (place, plan) in beds[0].Plans.Index().Where(p => p.Item.Plan is not null && !s_steps.Contains(p.Item.Name)))
        {
            text.WriteLine($"- {plan.Name}: {string.Join("; ", beds.Select(b => b.Plans[place].Chosen).Distinct())}");
        }

        var faults = answers.SelectMany(b => b).SelectMany(p => p).Select(a => a.Fault).OfType<string>().ToArray();
        foreach (var fault in faults.Take(MostFaults))
        {
            text.WriteLine($"\nfault: {fault}");
        }

        return faults.Length;
    }

    // Quality over the share of strong calls by the steps of a cascade's threshold, which were chosen on the questions that it was fitted on.
    private void Curve(ReplayedAnswer[] strongest)
    {
        int[] steps = [.. s_steps.Select(s => Array.FindIndex(beds[0].Plans, p => p.Name == s)).Where(p => p >= 0)];
        if (steps.Length < PairPlans.Steps)
        {
            return;
        }

        var (curve, weak) = (steps.Select(Of).ToArray(), Of(1));
        double Apgr(int[] n)
        {
            var (low, high) = (Mean(weak, n, a => a.Quality), Mean(strongest, n, a => a.Quality));
            (double Share, double Gain)[] points = [.. curve.Select(c => (Mean(c, n, a => a.Calls - 1), (Mean(c, n, a => a.Quality) - low) / (high - low)))];
            return points.Zip(points.Skip(1), (a, b) => (b.Share - a.Share) * (a.Gain + b.Gain) / 2).Sum();
        }

        var (from, to) = Interval(Apgr);
        text.WriteLine(Line($"\nAPGR through the mesh, {PairPlans.Steps} thresholds: {Apgr([.. Enumerable.Repeat(1, _questions)]):0.000} ({from:0.000} to {to:0.000})"));
    }

    // The area under the hull of `auto` less that of every fixed choice, from its cheapest setting to the strongest model's cost. The latter hull is taken in hindsight.
    private void Frontier(ReplayedAnswer[] strongest)
    {
        int[] auto = [.. VotePlans.Prices.Select(p => Array.FindIndex(beds[0].Plans, x => x.Name == VotePlans.AutoName(p))).Where(p => p >= 0)];
        if (auto.Length == 0)
        {
            return;
        }

        int[] others = [.. Enumerable.Range(0, beds[0].Plans.Length).Where(p => !auto.Contains(p) && !beds[0].Plans[p].IsCached && beds.All(b => !double.IsNaN(b.Plans[p].Expected(0).Cost)))];
        int[] singles = [.. others.Where(p => beds[0].Plans[p].Plan is null)];
        var (from, to) = (auto.Min(p => Of(p).Average(a => a.CostUsd)), strongest.Average(a => a.CostUsd));
        foreach (var (words, hull) in ((string, int[])[])[("every single model", singles), ("every fixed choice", others)])
        {
            var (ours, theirs) = (auto.Select(Of).ToArray(), hull.Select(Of).ToArray());
            double Difference(int[] n) => Area(ours, n) - Area(theirs, n);
            var (low, high) = Interval(Difference);
            text.WriteLine(Line($"\n`auto`, area of its hull less that of {words} (hull taken in hindsight), points: {100 * Difference([.. Enumerable.Repeat(1, _questions)]):+0.00;-0.00} ({100 * low:+0.00;-0.00} to {100 * high:+0.00;-0.00})"));
        }

        double Area(ReplayedAnswer[][] of, int[] n) => PriceCurve.Aiq(of.Select(p => (Mean(p, n, a => a.CostUsd), Mean(p, n, a => a.Quality))), from, to);
    }

    private void Row(string plan, int place, ReplayedAnswer[] given, ReplayedAnswer[] strongest)
    {
        Played[] expected = [.. beds.SelectMany(b => Enumerable.Range(0, b.Questions.Length).Select(i => b.Plans[place].Expected(i)))];
        var priced = expected.All(e => !double.IsNaN(e.Cost));
        var (low, high) = Interval(n => Mean(given, n, a => a.Quality));
        var (less, more) = Interval(n => Mean(given, n, a => a.Quality) - Mean(strongest, n, a => a.Quality));
        var (cheap, dear) = Interval(n => Mean(given, n, a => a.CostUsd) / Mean(strongest, n, a => a.CostUsd));
        var right = given.Average(a => a.Quality);
        var (cost, rules) = (given.Average(a => a.CostUsd), expected.Average(e => e.Cost));
        double[] seconds = [.. given.Select(a => a.Seconds).Order()];
        double[] took = [.. given.Select(a => a.Milliseconds).Order()];
        text.WriteLine(Line($"| {plan} | {right:0.0%} ({low:0.0%} to {high:0.0%}) | {100 * (right - strongest.Average(a => a.Quality)):+0.0;-0.0;0.0} ({100 * less:+0.0;-0.0;0.0} to {100 * more:+0.0;-0.0;0.0}) | {(priced ? Line($"{cost / strongest.Average(a => a.CostUsd):0.0%} ({cheap:0.0%} to {dear:0.0%})") : "-")} | {seconds.Average():0.0} / {seconds[(int)(0.95 * (seconds.Length - 1))]:0.0} | {given.Average(a => (double)a.Calls):0.00} | {expected.Average(e => e.Quality):0.0%}, {(rules > 0 ? Line($"{100 * ((cost / rules) - 1):+0.00;-0.00;0.00}%") : "-")} | {took[took.Length / 2]:0.0} |"));
    }

    private ReplayedAnswer[] Of(int plan) => [.. answers.SelectMany(b => b[plan])];

    private (double Low, double High) Interval(Func<int[], double> of) => PairedBootstrap.Interval(_questions, of);

    private static double Mean(ReplayedAnswer[] given, int[] drawn, Func<ReplayedAnswer, double> of)
    {
        var sum = 0.0;
        for (var i = 0; i < drawn.Length; i++)
        {
            sum += drawn[i] * of(given[i]);
        }

        return sum / drawn.Length;
    }

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
