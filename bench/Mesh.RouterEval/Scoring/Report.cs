using System.Globalization;
using Mesh.RouterEval.Floors;
using Mesh.RouterEval.Measures;
using Mesh.RouterEval.Sources;

namespace Mesh.RouterEval.Scoring;

/// <summary>Prints what the routers of one source come to, as Markdown.</summary>
internal sealed class Report(Source source, Predictions predictions, TextWriter output)
{
    private readonly Question[] _questions = [.. predictions.Questions.Select(i => source.Questions[i])];

    public void Print(Robustness? robustness)
    {
        var (weak, strong) = Pair();
        output.WriteLine(Line($"\n## {source.Name}\n"));
        output.WriteLine(Line($"{_questions.Length} questions, {source.Models.Length} models; pair: {source.Models[weak]} ({source.Mean(weak):0.0000}) to {source.Models[strong]} ({source.Mean(strong):0.0000})\n"));
        PrintPair(weak, strong);
        if (!source.IsPair)
        {
            PrintChoice();
        }

        if (source.HasPrices)
        {
            PrintPrices();
        }

        Calibration();
        if (robustness is not null)
        {
            output.WriteLine("\n| change of the prompt | same at 20% strong | at 50% | at 80% | same best model |\n|---|---|---|---|---|");
            foreach (var (change, shares, best) in robustness.Results(weak, strong))
            {
                output.WriteLine(Line($"| {change} | {shares[0]:0.0%} | {shares[1]:0.0%} | {shares[2]:0.0%} | {best:0.0%} |"));
            }
        }
    }

    // Of many models: the cheapest (the median one where nothing is priced) and the best.
    private (int Weak, int Strong) Pair()
    {
        if (source.IsPair)
        {
            return (0, 1);
        }

        int[] order = [.. Enumerable.Range(0, source.Models.Length).OrderBy(source.Mean)];
        var weak = source.HasPrices ? Enumerable.Range(0, source.Models.Length).MinBy(m => _questions.Average(q => q.Costs[m])) : order[order.Length / 2];
        return (weak, order[^1]);
    }

    private void PrintPair(int weak, int strong)
    {
        var (w, s) = (Column(weak), Column(strong));
        var ours = Curve(Gains(Predictions.Ours, weak, strong), w, s);
        var best = ours.Measure();
        output.WriteLine("| router | APGR | CPT50 | CPT80 | APGR of ours - this, 95% interval |\n|---|---|---|---|---|");
        foreach (var name in predictions.Gains.Keys.Concat(predictions.Qualities.Keys))
        {
            var curve = Curve(Gains(name, weak, strong), w, s);
            var measures = curve.Measure();
            var (low, high) = PairedBootstrap.Interval(_questions.Length, drawn => ours.Measure(drawn).Apgr - curve.Measure(drawn).Apgr);
            output.WriteLine(Line($"| {name} | {measures.Apgr:0.000} | {measures.Cpt50:0.0%} | {measures.Cpt80:0.0%} | {best.Apgr - measures.Apgr:+0.000;-0.000} ({low:+0.000;-0.000} to {high:+0.000;-0.000}) |"));
        }
    }

    private void PrintChoice()
    {
        var ours = Chosen(Predictions.Ours);
        output.WriteLine(Line($"\n| router | mean score | ours - this, 95% interval |\n|---|---|---|\n| random model | {_questions.Average(q => q.Qualities.Where(v => !float.IsNaN(v)).Average()):0.0000} | |"));
        foreach (var name in predictions.Qualities.Keys)
        {
            var chosen = Chosen(name);
            var (low, high) = PairedBootstrap.Interval(_questions.Length, drawn => drawn.Select((n, i) => n * (double)(ours[i] - chosen[i])).Sum() / drawn.Length);
            output.WriteLine(Line($"| {name} | {chosen.Average():0.0000} | {ours.Average() - chosen.Average():+0.0000;-0.0000} ({low:+0.0000;-0.0000} to {high:+0.0000;-0.0000}) |"));
        }
    }

    private void PrintPrices()
    {
        var singles = Enumerable.Range(0, source.Models.Length).Select(m => (Cost: _questions.Average(q => q.Costs[m]), Quality: Column(m).Where(v => !float.IsNaN(v)).Average(v => (double)v))).ToArray();
        var (from, to) = (singles.Min(s => s.Cost), singles.Max(s => s.Cost));
        output.WriteLine(Line($"\n| router | AIQ |\n|---|---|\n| zero router | {PriceCurve.Aiq(singles, from, to):0.0000} |"));
        foreach (var name in predictions.Qualities.Keys.Where(n => n != Floor.Majority))
        {
            output.WriteLine(Line($"| {name} | {PriceCurve.Aiq(Sweep(predictions.Qualities[name], singles), from, to):0.0000} |"));
        }
    }

    // What a point of quality is worth, from nothing to everything.
    private IEnumerable<(double Cost, double Quality)> Sweep(List<float[]> said, (double Cost, double Quality)[] singles)
    {
        for (var worth = 1e-6; worth < 1e2; worth *= 1.25)
        {
            var chosen = said.Select(q => Enumerable.Range(0, q.Length).MaxBy(m => ((float.IsNaN(q[m]) ? 0 : q[m]) * worth) - singles[m].Cost)).ToArray();
            yield return (chosen.Select((m, i) => _questions[i].Costs[m]).Average(), chosen.Select((m, i) => Known(_questions[i].Qualities[m])).Average());
        }
    }

    private void Calibration()
    {
        var (pairs, squared) = (new List<(float Said, float Was)>(), 0.0);
        foreach (var (said, question) in predictions.Qualities[Predictions.Ours].Zip(_questions))
        {
            for (var m = 0; m < said.Length; m++)
            {
                if (!float.IsNaN(question.Qualities[m]))
                {
                    pairs.Add((Math.Clamp(said[m], 0, 1), question.Qualities[m]));
                    squared += Math.Pow(pairs[^1].Said - pairs[^1].Was, 2);
                }
            }
        }

        var error = pairs.GroupBy(p => (int)Math.Min(9, p.Said * 10)).Sum(b => Math.Abs(b.Average(p => (double)p.Said) - b.Average(p => (double)p.Was)) * b.Count()) / pairs.Count;
        output.WriteLine(Line($"\nCalibration of our qualities: mean squared error {squared / pairs.Count:0.0000}, expected calibration error {error:0.0000} (ten bins)"));
    }

    private float[] Gains(string name, int weak, int strong) =>
        Ranked(predictions.Gains.TryGetValue(name, out var gains) ? [.. gains] : [.. predictions.Qualities[name].Select(q => q[strong] - q[weak])]);

    // A threshold is a quantile of recent scores: each fold has a router of its own, so scores are compared by their rank within it.
    private float[] Ranked(float[] scores)
    {
        var ranked = new float[scores.Length];
        foreach (var fold in Enumerable.Range(0, scores.Length).GroupBy(i => predictions.Folds[i]))
        {
            var before = 0;
            foreach (var tied in fold.GroupBy(i => scores[i]).OrderBy(g => g.Key))
            {
                var count = tied.Count();
                foreach (var i in tied)
                {
                    ranked[i] = (before + (count / 2f)) / fold.Count();
                }

                before += count;
            }
        }

        return ranked;
    }

    private float[] Chosen(string name) => [.. predictions.Qualities[name].Select((q, i) => Known(_questions[i].Qualities[Best(q)]))];

    private static int Best(float[] said) => Enumerable.Range(0, said.Length).MaxBy(m => float.IsNaN(said[m]) ? float.NegativeInfinity : said[m]);

    private static float Known(float quality) => float.IsNaN(quality) ? 0 : quality;

    private float[] Column(int model) => [.. _questions.Select(q => q.Qualities[model])];

    private static PairCurve Curve(float[] gains, float[] weak, float[] strong) => new(gains, [.. weak.Select(Known)], [.. strong.Select(Known)]);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
