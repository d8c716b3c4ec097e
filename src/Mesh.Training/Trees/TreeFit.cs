using Mesh.Routing.Learning;

namespace Mesh.Training.Trees;

/// <summary>Gradient boosting of small regression trees on squared error (Friedman, 2001) over binned features.</summary>
internal sealed class TreeFit
{
    private readonly BinnedFeatures _binned;
    private readonly TreeSettings _settings;
    private readonly Random _random;
    private readonly float[] _left;
    private readonly List<int> _roots = [];
    private readonly List<short> _features = [];
    private readonly List<float> _values = [];
    private readonly List<int> _children = [];
    private int[] _chosen = [];

    private TreeFit(BinnedFeatures binned, TreeSettings settings, Random random, float[] left) =>
        (_binned, _settings, _random, _left) = (binned, settings, random, left);

    /// <summary>Fits trees to a target.</summary>
    public static RegressionTrees Fit(float[][] rows, int[] train, Func<int, float> target, TreeSettings settings, Random random)
    {
        int[] known = [.. train.Where(i => !float.IsNaN(target(i)))];
        if (known.Length == 0)
        {
            return new RegressionTrees([], [], [], [], 0);
        }

        var mean = known.Average(target);
        var left = new float[rows.Length];
        foreach (var i in known)
        {
            left[i] = target(i) - mean;
        }

        var fit = new TreeFit(BinnedFeatures.Of(rows, known), settings, random, left);
        for (var t = 0; t < settings.Trees; t++)
        {
            fit.AddTree(rows, known);
        }

        return new RegressionTrees([.. fit._roots], [.. fit._features], [.. fit._values], [.. fit._children], mean);
    }

    /// <summary>The first trees alone: as if no more had been grown.</summary>
    public static RegressionTrees First(RegressionTrees trees, int count)
    {
        if (count >= trees.Roots.Length)
        {
            return trees;
        }

        var nodes = trees.Roots[count];
        return new RegressionTrees(trees.Roots[..count], trees.Features[..nodes], trees.Values[..nodes], trees.Children[..nodes], trees.Base);
    }

    private void AddTree(float[][] rows, int[] known)
    {
        var features = _binned.Bins.Length;
        _chosen = [.. Enumerable.Range(0, features).Where(_ => _random.NextDouble() < _settings.FeatureShare)];
        int[] sample = [.. known.Where(_ => _random.NextDouble() < _settings.RowShare)];
        var root = AddNode();
        _roots.Add(root);
        Grow(root, sample, 0);
        var tree = new RegressionTrees([root], [.. _features], [.. _values], [.. _children], 0);
        foreach (var i in known)
        {
            _left[i] -= tree.Predict(rows[i]);
        }
    }

    private int AddNode()
    {
        _features.Add(-1);
        _values.Add(0);
        _children.Add(0);
        return _features.Count - 1;
    }

    private void Grow(int node, int[] sample, int depth)
    {
        var sum = 0f;
        foreach (var i in sample)
        {
            sum += _left[i];
        }

        var (feature, bin) = depth < _settings.Depth ? BestSplit(sample, sum) : (-1, 0);
        if (feature < 0)
        {
            _values[node] = _settings.Rate * sum / (sample.Length + _settings.Penalty);
            return;
        }

        var bins = _binned.Bins[feature];
        _features[node] = (short)feature;
        _values[node] = _binned.Cuts[feature][bin];
        _children[node] = AddNode();
        AddNode();
        Grow(_children[node], [.. sample.Where(i => bins[i] <= bin)], depth + 1);
        Grow(_children[node] + 1, [.. sample.Where(i => bins[i] > bin)], depth + 1);
    }

    private (int Feature, int Bin) BestSplit(int[] sample, float sum)
    {
        Span<float> sums = stackalloc float[BinnedFeatures.MostBins];
        Span<int> counts = stackalloc int[BinnedFeatures.MostBins];
        var best = (sum * sum / (sample.Length + _settings.Penalty)) + 1e-6f;
        var found = (Feature: -1, Bin: 0);
        foreach (var f in _chosen)
        {
            sums.Clear();
            counts.Clear();
            var bins = _binned.Bins[f];
            foreach (var i in sample)
            {
                sums[bins[i]] += _left[i];
                counts[bins[i]]++;
            }

            var (below, before) = (0f, 0);
            for (var b = 0; b < _binned.Cuts[f].Length; b++)
            {
                (below, before) = (below + sums[b], before + counts[b]);
                var after = sample.Length - before;
                if (before < _settings.LeastInLeaf || after < _settings.LeastInLeaf)
                {
                    continue;
                }

                var above = sum - below;
                var gain = (below * below / (before + _settings.Penalty)) + (above * above / (after + _settings.Penalty));
                if (gain > best)
                {
                    (best, found) = (gain, (f, b));
                }
            }
        }

        return found;
    }
}
