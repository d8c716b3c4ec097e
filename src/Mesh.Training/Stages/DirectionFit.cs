using Mesh.Routing.Learning;
using Mesh.Training.Linear;

namespace Mesh.Training.Stages;

/// <summary>
/// Draws the predicted differences of many models together (shrinkage in canonical coordinates, after Breiman and Friedman, 1997): along each
/// principal direction of the outcomes only as much is kept as prompts that nothing had seen bear out, so that what is noise doesn't
/// choose a model.
/// </summary>
internal static class DirectionFit
{
    // Before any outcome half of a direction is believed, give or take a half.
    private const double Prior = 0.5;
    private const double PriorVariance = 0.25;

    /// <summary>The blend with what is kept of each model's difference.</summary>
    public static Blend Draw(TrainingTable table, Blend blend, Said[] said, (float Ridge, float Trees)[][] second)
    {
        var models = table.Models;
        int[] known = [.. Enumerable.Range(0, said.Length).Where(i => !table.Differences[i].Any(float.IsNaN))];
        var kept = new float[models * models];
        if (known.Length < 2 * models)
        {
            for (var m = 0; m < models; m++)
            {
                kept[(m * models) + m] = 1;
            }

            return blend with { Kept = kept };
        }

        var says = known.Select(i => Enumerable.Range(0, models).Select(m => (double)blend.Weigh(
            said[i].Differences[0][m], said[i].Differences[1][m], said[i].Differences[2][m], second[m][i].Ridge, second[m][i].Trees)).ToArray()).ToArray();
        var (drawn, bias) = Fit(says, [.. known.Select(i => table.Differences[i].Select(d => (double)d).ToArray())]);
        return blend with { Kept = drawn, OwnBias = bias };
    }

    /// <summary>How much of each model's said difference goes into each model's own, and what is added; both arguments are centred.</summary>
    internal static (float[] Kept, float[] Bias) Fit(double[][] says, double[][] was)
    {
        var models = was[0].Length;
        var kept = new float[models * models];
        var (saidMeans, wasMeans) = (Centre(says), Centre(was));
        foreach (var direction in SymmetricEigen.Vectors(Covariance(was)))
        {
            var share = Share(says, was, direction);
            for (var m = 0; m < models; m++)
            {
                for (var k = 0; k < models; k++)
                {
                    kept[(m * models) + k] += (float)(share * direction[m] * direction[k]);
                }
            }
        }

        return (kept, [.. wasMeans.Select((w, m) => (float)(w - saidMeans.Select((s, k) => s * kept[(m * models) + k]).Sum()))]);
    }

    // Bayesian regression of the outcomes along a direction on what was said along it.
    private static double Share(double[][] says, double[][] was, double[] direction)
    {
        double product = 0, square = 0, scatter = 0;
        for (var i = 0; i < says.Length; i++)
        {
            double s = 0, w = 0;
            for (var m = 0; m < direction.Length; m++)
            {
                (s, w) = (s + (direction[m] * says[i][m]), w + (direction[m] * was[i][m]));
            }

            (product, square, scatter) = (product + (s * w), square + (s * s), scatter + (w * w));
        }

        var noise = scatter / says.Length / PriorVariance;
        return Math.Clamp((product + (Prior * noise)) / (square + noise + 1e-12), 0, 1);
    }

    private static double[] Centre(double[][] rows)
    {
        var means = new double[rows[0].Length];
        for (var m = 0; m < means.Length; m++)
        {
            var mean = means[m] = rows.Average(r => r[m]);
            foreach (var row in rows)
            {
                row[m] -= mean;
            }
        }

        return means;
    }

    private static double[,] Covariance(double[][] centred)
    {
        var size = centred[0].Length;
        var covariance = new double[size, size];
        foreach (var row in centred)
        {
            for (var j = 0; j < size; j++)
            {
                for (var k = 0; k < size; k++)
                {
                    covariance[j, k] += row[j] * row[k] / centred.Length;
                }
            }
        }

        return covariance;
    }
}
