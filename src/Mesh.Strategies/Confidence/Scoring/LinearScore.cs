using Mesh.Routing.Learning;

namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>A weighted sum of features.</summary>
/// <param name="Weights">One for each feature.</param>
/// <param name="Bias">What is added.</param>
internal sealed record LinearScore(float[] Weights, float Bias)
{
    public float Of(ReadOnlySpan<float> features) => Bias + Dense.Dot(features, Weights);
}
