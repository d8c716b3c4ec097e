namespace Mesh.Routing.Learning;

/// <summary>
/// Trees as inference walks them: each filled up to one depth, so that no question's answer has to be guessed to know which comes next, and
/// a tree's questions lie together. The sums are those of <see cref="RegressionTrees"/> but for their last digits.
/// </summary>
internal sealed class TreeSums
{
    /// <summary>Questions from root to leaf of the deepest tree that is laid out so; one that is deeper is walked as it stands.</summary>
    public const int MostDepth = 4;

    private readonly RegressionTrees _trees;
    private readonly int _depth;
    private readonly short[] _features;
    private readonly float[] _thresholds;
    private readonly float[] _leaves;

    /// <summary>Lays trees out.</summary>
    public TreeSums(RegressionTrees trees)
    {
        _trees = trees;
        _depth = trees.Roots.Select(r => DepthOf(trees, r)).DefaultIfEmpty(0).Max();
        var size = _depth > MostDepth ? 0 : trees.Roots.Length << _depth;
        (_features, _thresholds, _leaves) = (new short[size], new float[size], new float[size]);
        for (var t = 0; size > 0 && t < trees.Roots.Length; t++)
        {
            Lay(trees.Roots[t], t << _depth, 1);
        }
    }

    /// <summary>The value for a row of features.</summary>
    public float Predict(ReadOnlySpan<float> row)
    {
        if (_depth > MostDepth)
        {
            return _trees.Predict(row);
        }

        var (features, thresholds, leaves, size) = (_features, _thresholds, _leaves, 1 << _depth);
        var sum = _trees.Base;
        for (var tree = 0; tree < leaves.Length; tree += size)
        {
            var node = 1;
            for (var level = 0; level < _depth; level++)
            {
                node = (2 * node) + 1 - Dense.One(row[features[tree + node]] < thresholds[tree + node]);
            }

            sum += leaves[tree + node - size];
        }

        return sum;
    }

    private static int DepthOf(RegressionTrees trees, int node, int depth = 0) =>
        depth > MostDepth || trees.Features[node] < 0 ? depth
        : Math.Max(DepthOf(trees, trees.Children[node], depth + 1), DepthOf(trees, trees.Children[node] + 1, depth + 1));

    // Places count from 1 at the root; below a leaf both ways lead to its value.
    private void Lay(int node, int tree, int place)
    {
        var isLeaf = _trees.Features[node] < 0;
        if (place >> _depth > 0)
        {
            _leaves[tree + place - (1 << _depth)] = _trees.Values[node];
            return;
        }

        (_features[tree + place], _thresholds[tree + place]) = isLeaf ? ((short)0, 0) : (_trees.Features[node], _trees.Values[node]);
        Lay(isLeaf ? node : _trees.Children[node], tree, 2 * place);
        Lay(isLeaf ? node : _trees.Children[node] + 1, tree, (2 * place) + 1);
    }
}
