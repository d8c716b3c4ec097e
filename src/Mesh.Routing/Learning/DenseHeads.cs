namespace Mesh.Routing.Learning;

/// <summary>A linear regression a head over the dense row.</summary>
/// <param name="Features">Length of the row.</param>
/// <param name="Weights">Head after head, for the row as it is.</param>
/// <param name="Bias">Of each head.</param>
internal sealed record DenseHeads(int Features, float[] Weights, float[] Bias)
{
    /// <summary>A head's value.</summary>
    public float Predict(int head, ReadOnlySpan<float> row) => Bias[head] + Dense.Dot(row, Weights.AsSpan(head * Features, Features));
}
