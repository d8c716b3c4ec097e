using Mesh.Routing.Learning;

namespace Mesh.Routing.Tests.Learning;

public sealed class ForestTests
{
    private const int Features = 9;
    private const int OwnFrom = 6;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Value_OfEveryHead_IsThatOfItsTrees(int depth)
    {
        var random = new Random(depth);
        RegressionTrees[] heads = [.. Enumerable.Range(0, 4).Select(_ => Grow(random, depth))];
        var forest = new Forest(heads, OwnFrom);
        var answers = new byte[forest.Answers];
        for (var draw = 0; draw < 100; draw++)
        {
            float[] row = [.. Enumerable.Range(0, Features).Select(_ => random.Next(5) / 4f)];
            forest.Ask(row, answers);
            for (var h = 0; h < heads.Length; h++)
            {
                for (var f = OwnFrom; f < Features; f++)
                {
                    row[f] = random.Next(5) / 4f;
                }

                Assert.Equal(heads[h].Predict(row), forest.Predict(h, row, answers));
            }
        }
    }

    [Fact]
    public void Value_WithoutTrees_IsTheBase()
    {
        var forest = new Forest([new RegressionTrees([], [], [], [], 0.25f)], OwnFrom);

        Assert.Equal(0.25f, forest.Predict(0, new float[Features], new byte[forest.Answers]));
    }

    // Some ways end before the others; values lie on thresholds as well.
    private static RegressionTrees Grow(Random random, int depth)
    {
        var (roots, features, values, children) = (new List<int>(), new List<short>(), new List<float>(), new List<int>());
        for (var tree = 0; tree < 20; tree++)
        {
            roots.Add(Add());
            Split(roots[^1], depth);
        }

        return new RegressionTrees([.. roots], [.. features], [.. values], [.. children], 0.5f);

        int Add()
        {
            features.Add(-1);
            values.Add(random.NextSingle());
            children.Add(0);
            return features.Count - 1;
        }

        void Split(int node, int left)
        {
            if (left == 0 || random.NextDouble() < 0.1)
            {
                return;
            }

            (features[node], values[node]) = ((short)random.Next(Features), random.Next(5) / 4f);
            children[node] = Add();
            Add();
            Split(children[node], left - 1);
            Split(children[node] + 1, left - 1);
        }
    }
}
