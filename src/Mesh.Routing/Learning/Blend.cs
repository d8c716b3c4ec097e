namespace Mesh.Routing.Learning;

/// <summary>
/// The last step: what the predictors say, weighted so that together they come closest to the outcomes of prompts that none of them
/// had seen. The mean over all models and each model's difference from it have their own weights.
/// </summary>
/// <param name="Common">Weight of each first-stage predictor's mean.</param>
/// <param name="CommonBias">Added to the mean.</param>
/// <param name="Own">Weight of each predictor's difference.</param>
/// <param name="OwnBias">Added to each model's difference.</param>
internal sealed record Blend(float[] Common, float CommonBias, float[] Own, float[] OwnBias)
{
    /// <summary>Regressions, labelled kinds, clusters, dense regression, trees.</summary>
    public const int Predictors = 5;

    /// <summary>Those of the predictors that say something about the mean.</summary>
    public const int CommonPredictors = 3;
}
