namespace Mesh.Routing.Exploration;

/// <summary>
/// How far one model's outcomes are from what was predicted of it: Bayesian linear regression over a constant, the prediction and the
/// mean prediction of all models, with a normal prior around 0 and older outcomes fading. Not thread-safe.
/// </summary>
internal sealed class ResidualModel(double forgetting)
{
    // Outcomes that the belief "predictions are right" counts for.
    private const double Prior = 20;

    // The variance of one outcome, that of a coin toss at most.
    private const double Noise = 0.2;
    private double _a00 = Prior, _a01, _a02, _a11 = Prior, _a12, _a22 = Prior;
    private double _b0, _b1, _b2;

    /// <summary>Takes an outcome in.</summary>
    public void Learn(double prediction, double mean, double residual)
    {
        var (x1, x2) = (prediction - 0.5, mean - 0.5);
        var kept = (1 - forgetting) * Prior;
        _a00 = (forgetting * _a00) + 1 + kept;
        _a01 = (forgetting * _a01) + x1;
        _a02 = (forgetting * _a02) + x2;
        _a11 = (forgetting * _a11) + (x1 * x1) + kept;
        _a12 = (forgetting * _a12) + (x1 * x2);
        _a22 = (forgetting * _a22) + (x2 * x2) + kept;
        _b0 = (forgetting * _b0) + residual;
        _b1 = (forgetting * _b1) + (residual * x1);
        _b2 = (forgetting * _b2) + (residual * x2);
    }

    /// <summary>What to add to a prediction, and how unsure that is (a standard deviation).</summary>
    public (double Residual, double Deviation) Expect(double prediction, double mean)
    {
        var (x1, x2) = (prediction - 0.5, mean - 0.5);
        var (y0, y1, y2) = Solve(1, x1, x2);
        return ((y0 * _b0) + (y1 * _b1) + (y2 * _b2), Math.Sqrt(Noise * Math.Max(0, y0 + (y1 * x1) + (y2 * x2))));
    }

    // A y = x by Cholesky's decomposition; A is positive definite by its prior.
    private (double, double, double) Solve(double x0, double x1, double x2)
    {
        var l00 = Math.Sqrt(_a00);
        var (l10, l20) = (_a01 / l00, _a02 / l00);
        var l11 = Math.Sqrt(_a11 - (l10 * l10));
        var l21 = (_a12 - (l10 * l20)) / l11;
        var l22 = Math.Sqrt(_a22 - (l20 * l20) - (l21 * l21));
        var z0 = x0 / l00;
        var z1 = (x1 - (l10 * z0)) / l11;
        var z2 = (x2 - (l20 * z0) - (l21 * z1)) / l22;
        var y2 = z2 / l22;
        var y1 = (z1 - (l21 * y2)) / l11;
        return ((z0 - (l10 * y1) - (l20 * y2)) / l00, y1, y2);
    }
}
