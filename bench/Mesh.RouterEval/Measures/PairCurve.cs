namespace Mesh.RouterEval.Measures;

/// <summary>
/// Quality against the share of strong calls for one score a question, by the definitions of RouteLLM (2024): PGR is the share of the
/// gap between the weak and the strong model that is recovered, APGR its mean over shares from 0 to 1 (eleven thresholds at the
/// tenths of the scores, trapezoids), CPT(x) the least share of strong calls whose PGR is at least x (linear between the eleven).
/// </summary>
internal sealed class PairCurve
{
    private const int Steps = 10;
    private readonly int[] _order;
    private readonly float[] _scores;
    private readonly float[] _weak;
    private readonly float[] _strong;

    /// <summary>A curve for scores of which the highest go to the strong model first.</summary>
    public PairCurve(float[] scores, float[] weak, float[] strong)
    {
        (_scores, _weak, _strong) = (scores, weak, strong);
        _order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
    }

    /// <summary>Area and shares, each question counted once.</summary>
    public PairMeasures Measure() => Measure(null);

    /// <summary>Area and shares, each question counted as often as a resample drew it.</summary>
    public PairMeasures Measure(int[]? drawn) => Measure(drawn, double.PositiveInfinity).Measures;

    /// <summary>The least share of strong calls that recovers a share of the gap, linear between the eleven; 1 where none does.</summary>
    public double ShareFor(double recovered, int[]? drawn = null) => Measure(drawn, recovered).Share;

    private (PairMeasures Measures, double Share) Measure(int[]? drawn, double wanted)
    {
        double total = 0, weak = 0, gap = 0;
        for (var i = 0; i < _weak.Length; i++)
        {
            var n = drawn?[i] ?? 1;
            (total, weak, gap) = (total + n, weak + (n * _weak[i]), gap + (n * (double)(_strong[i] - _weak[i])));
        }

        Span<double> shares = stackalloc double[Steps + 2];
        Span<double> recovered = stackalloc double[Steps + 2];
        var points = Points(drawn, total, gap, shares, recovered);
        var area = 0.0;
        for (var p = 1; p < points; p++)
        {
            area += (shares[p] - shares[p - 1]) * (recovered[p] + recovered[p - 1]) / 2;
        }

        return (
            new PairMeasures(area, Least(shares[..points], recovered[..points], 0.5), Least(shares[..points], recovered[..points], 0.8), weak / total, (weak + gap) / total),
            wanted <= 0 ? 0 : Least(shares[..points], recovered[..points], wanted));
    }

    // Questions of one score stand or fall together, so a threshold may let more through than its tenth.
    private int Points(int[]? drawn, double total, double gap, Span<double> shares, Span<double> recovered)
    {
        var (points, taken, gained, step) = (1, 0.0, 0.0, 1);
        (shares[0], recovered[0]) = (0, 0);
        for (var at = 0; at < _order.Length; at++)
        {
            var i = _order[at];
            var n = drawn?[i] ?? 1;
            (taken, gained) = (taken + n, gained + (n * (double)(_strong[i] - _weak[i])));
            var tied = at + 1 < _order.Length && _scores[_order[at + 1]] == _scores[i];
            if (tied || taken < (total * step / Steps) - 1e-9)
            {
                continue;
            }

            (shares[points], recovered[points]) = (taken / total, gained / gap);
            points++;
            while (step <= Steps && taken >= (total * step / Steps) - 1e-9)
            {
                step++;
            }

            if (step > Steps)
            {
                break;
            }
        }

        return points;
    }

    private static double Least(ReadOnlySpan<double> shares, ReadOnlySpan<double> recovered, double wanted)
    {
        for (var p = 1; p < shares.Length; p++)
        {
            if (recovered[p] >= wanted)
            {
                return shares[p - 1] + ((shares[p] - shares[p - 1]) * (wanted - recovered[p - 1]) / (recovered[p] - recovered[p - 1]));
            }
        }

        return 1;
    }
}
