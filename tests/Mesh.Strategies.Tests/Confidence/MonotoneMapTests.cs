using CsCheck;
using Mesh.Strategies.Confidence.Calibration;

namespace Mesh.Strategies.Tests.Confidence;

public sealed class MonotoneMapTests
{
    [Fact]
    public void Fit_PoolsWhatFalls()
    {
        var map = MonotoneMap.Fit([(0.1, 0), (0.2, 1), (0.3, 0), (0.9, 1)]);

        Assert.Equal([0, 0.5, 1], map.Shares);
        Assert.Equal(0.5, map.Of(0.25), 9);
        Assert.Equal(0, map.Of(0));
        Assert.Equal(1, map.Of(1));
    }

    [Fact]
    public void Map_OfAnyRows_NeverFalls() =>
        Check.Sample(Gen.Select(Gen.Int[0, 20], Gen.Bool).Array[1, 80], drawn =>
        {
            var rows = drawn.Select(d => (d.Item1 / 20.0, d.Item2 ? 1.0 : 0)).ToArray();
            var map = MonotoneMap.Fit(rows);
            var said = Enumerable.Range(0, 101).Select(i => map.Of(i / 100.0)).ToArray();
            return said.Zip(said.Skip(1)).All(p => p.Second >= p.First) && said.All(s => s is >= 0 and <= 1);
        });

    [Fact]
    public void Map_OfItsPoints_IsTheSame()
    {
        var map = MonotoneMap.Fit([(0.1, 0), (0.5, 0.5), (0.9, 1)]);
        var again = MonotoneMap.Of(map.Confidences, map.Shares);

        Assert.Equal(map.Of(0.42), again.Of(0.42));
    }

    [Fact]
    public void Points_ThatFallOrLack_AreRefused()
    {
        Assert.Throws<FormatException>(() => MonotoneMap.Of([], []));
        Assert.Throws<FormatException>(() => MonotoneMap.Of([0.1, 0.2], [0.5]));
        Assert.Throws<FormatException>(() => MonotoneMap.Of([0.1, 0.2], [0.5, 0.4]));
        Assert.Throws<FormatException>(() => MonotoneMap.Of([0.2, 0.2], [0.4, 0.5]));
        Assert.Throws<FormatException>(() => MonotoneMap.Of([double.NaN], [0.4]));
        Assert.Throws<ArgumentException>(() => MonotoneMap.Fit([]));
    }
}
