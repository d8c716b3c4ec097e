using Mesh.Training.Trees;

namespace Mesh.Routing.Tests.Learning;

public sealed class TreeFitTests
{
    private static readonly TreeSettings s_settings = new(40, 3, 0.1f, 5, 1, 0.7, 1);

    [Fact]
    public void First_OfManyTrees_SaysWhatFewerWouldHaveSaid()
    {
        var (rows, targets) = Waves();
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        var many = TreeFit.Fit(rows, all, i => targets[i], s_settings, new Random(2));
        var few = TreeFit.Fit(rows, all, i => targets[i], s_settings with { Trees = 15 }, new Random(2));

        var first = TreeFit.First(many, 15);

        Assert.Equal(15, first.Roots.Length);
        Assert.Equal(few.Features, first.Features);
        Assert.All(rows, row => Assert.Equal(few.Predict(row), first.Predict(row)));
        Assert.NotEqual(few.Predict(rows[0]), many.Predict(rows[0]));
    }

    [Fact]
    public void First_OfAsManyTreesAsThereAre_IsAllOfThem()
    {
        var (rows, targets) = Waves();
        var trees = TreeFit.Fit(rows, [.. Enumerable.Range(0, rows.Length)], i => targets[i], s_settings, new Random(2));

        Assert.Same(trees, TreeFit.First(trees, s_settings.Trees));
    }

    private static (float[][] Rows, float[] Targets) Waves()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 200).Select(_ => new[] { random.NextSingle(), random.NextSingle() }).ToArray();
        return (rows, [.. rows.Select(r => MathF.Sin(6 * r[0]) * r[1])]);
    }
}
