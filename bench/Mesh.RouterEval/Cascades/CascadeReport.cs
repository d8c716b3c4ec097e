using System.Globalization;
using Mesh.RouterEval.Measures;

namespace Mesh.RouterEval.Cascades;

/// <summary>Prints what the routers of one source come to, as Markdown.</summary>
internal sealed class CascadeReport(CascadeScores scores, TextWriter output)
{
    /// <summary>What a weak call costs of a strong one: $0.24 to $24.7 a million tokens, RouteLLM's prices of its pair.</summary>
    public const double WeakCall = 0.24 / 24.7;

    /// <summary>Share of the strong model's quality whose cost is told.</summary>
    public const double Wanted = 0.95;

    private readonly float[] _weak = [.. scores.Pairs.Select(p => p.Weak)];
    private readonly float[] _strong = [.. scores.Pairs.Select(p => p.Strong)];

    public void Print()
    {
        var ours = Curve(CascadeScores.Ours);
        var best = ours.Measure();
        output.WriteLine(Line($"{_weak.Length} questions; weak {_weak.Average():0.0000}, strong {_strong.Average():0.0000}\n"));
        output.WriteLine("| router | APGR, 95% | CPT50 | CPT80 | CPT95 | cost at 95% of strong quality, 95% | APGR of ours - this, 95% | cost of ours - this, 95% |\n|---|---|---|---|---|---|---|---|");
        foreach (var name in scores.Ranks.Keys)
        {
            var curve = Curve(name);
            var measures = curve.Measure();
            var apgr = Interval(d => curve.Measure(d).Apgr);
            var cost = Interval(d => Cost(curve, name, d));
            var difference = Interval(d => ours.Measure(d).Apgr - curve.Measure(d).Apgr);
            var saving = Interval(d => Cost(ours, CascadeScores.Ours, d) - Cost(curve, name, d));
            output.WriteLine(Line($"| {name} | {measures.Apgr:0.000} ({apgr.Low:0.000} to {apgr.High:0.000}) | {measures.Cpt50:0.0%} | {measures.Cpt80:0.0%} | {curve.ShareFor(0.95):0.0%} | {Cost(curve, name, null):0.0%} ({cost.Low:0.0%} to {cost.High:0.0%}) | {best.Apgr - measures.Apgr:+0.000;-0.000} ({difference.Low:+0.000;-0.000} to {difference.High:+0.000;-0.000}) | {Cost(ours, CascadeScores.Ours, null) - Cost(curve, name, null):+0.0%;-0.0%} ({saving.Low:+0.0%;-0.0%} to {saving.High:+0.0%;-0.0%}) |"));
        }

        Calibration();
    }

    private void Calibration()
    {
        var said = scores.Scored.Select(s => s.Right).ToArray();
        int[] all = [.. Enumerable.Range(0, said.Length)];
        var mean = _weak.Average();
        var error = all.GroupBy(i => (int)Math.Min(9, said[i] * 10)).Sum(b => Math.Abs(b.Average(i => said[i]) - b.Average(i => _weak[i])) * b.Count()) / said.Length;
        output.WriteLine(Line($"\nProbability that the weak answer is right: AUROC {Auroc(said):0.000}, mean squared error {all.Average(i => Math.Pow(said[i] - _weak[i], 2)):0.0000} (always the mean: {mean * (1 - mean):0.0000}), expected calibration error {error:0.0000} (ten bins)\n"));
    }

    private double Auroc(double[] said)
    {
        var (right, wrong) = (Enumerable.Range(0, said.Length).Where(i => _weak[i] >= 0.5).ToArray(), Enumerable.Range(0, said.Length).Where(i => _weak[i] < 0.5).ToArray());
        return right.Sum(r => wrong.Sum(w => said[r] > said[w] ? 1 : said[r] == said[w] ? 0.5 : 0)) / right.Length / wrong.Length;
    }

    // A cascade pays the weak call of every question, a router only that of those it leaves with the weak model.
    private static double Cost(PairCurve curve, string name, int[]? drawn)
    {
        var measures = curve.Measure(drawn);
        var share = curve.ShareFor(((Wanted * measures.Strong) - measures.Weak) / (measures.Strong - measures.Weak), drawn);
        return share + (WeakCall * (CascadeFloors.IsPromptOnly(name) ? 1 - share : 1));
    }

    private (double Low, double High) Interval(Func<int[], double> of) => PairedBootstrap.Interval(_weak.Length, of);

    private PairCurve Curve(string name) => new([.. scores.Ranks[name]], _weak, _strong);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
