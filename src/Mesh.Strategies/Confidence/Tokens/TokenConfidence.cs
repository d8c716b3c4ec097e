namespace Mesh.Strategies.Confidence.Tokens;

/// <summary>How sure a model was of the tokens that it chose; of their meaning it tells little by itself, so calibrate it.</summary>
/// <param name="Tokens">Tokens that it is made of.</param>
/// <param name="MeanLogprob">Mean of their log-probabilities, natural logarithm.</param>
/// <param name="LeastLogprob">The least of them.</param>
/// <param name="MeanMargin">Mean distance, 0 to 1, from a token's probability to that of its likeliest alternative, over the tokens with alternatives; null where none has.</param>
public sealed record TokenConfidence(int Tokens, double MeanLogprob, double LeastLogprob, double? MeanMargin)
{
    /// <summary>A measure of it, 0 to 1; null where what it needs wasn't given.</summary>
    public double? Of(TokenMeasure measure) => measure switch
    {
        TokenMeasure.Mean => Math.Exp(MeanLogprob),
        TokenMeasure.Minimum => Math.Exp(LeastLogprob),
        _ => MeanMargin,
    };
}
