namespace Mesh.Routing.Learning;

/// <summary>
/// The last step: what the predictors say, weighted so that together they come closest to the outcomes of prompts that none of them
/// had seen. The mean over all models and each model's difference from it have their own weights.
/// </summary>
/// <param name="Common">Weight of each first-stage predictor's mean.</param>
/// <param name="CommonBias">Added to the mean.</param>
/// <param name="Own">Weight of each predictor's difference.</param>
/// <param name="OwnBias">Added to each model's difference.</param>
/// <param name="Kept">Model by model, how much of each model's weighted difference goes into its own; empty for a pair.</param>
internal sealed record Blend(float[] Common, float CommonBias, float[] Own, float[] OwnBias, float[] Kept)
{
    /// <summary>Regressions, labelled kinds, clusters, dense regression, trees.</summary>
    public const int Predictors = 5;

    /// <summary>Those of the predictors that say something about the mean.</summary>
    public const int CommonPredictors = 3;

    /// <summary>What the predictors say of one model's difference from the mean, weighted.</summary>
    public float Weigh(float wide, float kind, float cluster, float ridge, float trees) =>
        (Own[0] * wide) + (Own[1] * kind) + (Own[2] * cluster) + (Own[3] * ridge) + (Own[4] * trees);

    /// <summary>Qualities from the models' common mean and their weighted differences; of a pair only the second one is read.</summary>
    public void Join(ReadOnlySpan<float> means, ReadOnlySpan<float> differences, Span<float> qualities)
    {
        var common = CommonBias + Dense.Dot(Common, means);
        if (qualities.Length == 2)
        {
            // Of two models the difference of the one is that of the other with its sign turned.
            qualities[1] = common + OwnBias[0] + differences[1];
            qualities[0] = (2 * common) - qualities[1];
            return;
        }

        for (var m = 0; m < qualities.Length; m++)
        {
            qualities[m] = common + OwnBias[m] + Dense.Dot(differences, Kept.AsSpan(m * differences.Length, differences.Length));
        }
    }
}
