namespace Mesh.Routing.Learning;

/// <summary>A sum of small regression trees (gradient boosting), laid out flat.</summary>
/// <param name="Roots">First node of each tree.</param>
/// <param name="Features">The feature that a node asks for; -1 at a leaf.</param>
/// <param name="Values">The threshold of a node (below goes to the first child), the value of a leaf.</param>
/// <param name="Children">The first child of a node; the other one follows it.</param>
/// <param name="Base">What the sum starts from.</param>
internal sealed record RegressionTrees(int[] Roots, short[] Features, float[] Values, int[] Children, float Base)
{
    /// <summary>The value for a row of features.</summary>
    public float Predict(ReadOnlySpan<float> features)
    {
        var sum = Base;
        foreach (var root in Roots)
        {
            var node = root;
            while (Features[node] >= 0)
            {
                node = Children[node] + (features[Features[node]] < Values[node] ? 0 : 1);
            }

            sum += Values[node];
        }

        return sum;
    }
}
