using Mesh.Strategies.Confidence.Scoring;

namespace Mesh.Training.Confidence;

/// <summary>Chooses the penalty of one linear head by cross-validation.</summary>
internal sealed class HeadFit(float[][] features, int[] foldOf, ScorerSettings settings)
{
    /// <summary>Fits a head on some rows.</summary>
    public delegate LinearScore Fit(float[][] features, int[] train, float[] target, float penalty);

    /// <summary>The rows outside a fold, and those inside.</summary>
    public (int[] Train, int[] Inside) Split(int fold) =>
        ([.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] != fold)], [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] == fold)]);

    /// <summary>The penalty whose scores of unseen rows follow the target best: by correlation, so that it serves scores of any scale.</summary>
    public float ChoosePenalty(float[] target, Fit fit) =>
        settings.Penalties.Count == 1 ? settings.Penalties[0] : settings.Penalties.MaxBy(p => Correlation(Unseen(target, fit, p), target));

    private float[] Unseen(float[] target, Fit fit, float penalty)
    {
        var unseen = new float[foldOf.Length];
        for (var fold = 0; fold < settings.Folds; fold++)
        {
            var (train, inside) = Split(fold);
            var head = fit(features, train, target, penalty);
            foreach (var i in inside)
            {
                unseen[i] = head.Of(features[i]);
            }
        }

        return unseen;
    }

    private static double Correlation(float[] said, float[] target)
    {
        int[] known = [.. Enumerable.Range(0, target.Length).Where(i => !float.IsNaN(target[i]))];
        var (x, y) = (known.Average(i => (double)said[i]), known.Average(i => (double)target[i]));
        var product = known.Sum(i => (said[i] - x) * (target[i] - y));
        return product / Math.Sqrt((known.Sum(i => Math.Pow(said[i] - x, 2)) * known.Sum(i => Math.Pow(target[i] - y, 2))) + 1e-12);
    }
}
