using Mesh.RouterEval.Measures;

namespace Mesh.Routing.Tests.Learning;

public sealed class PairCurveTests
{
    // Ten questions: the weak model is right on the first six, the strong one on all but the first and the last.
    private static readonly float[] s_weak = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0];
    private static readonly float[] s_strong = [0, 1, 1, 1, 1, 1, 1, 1, 1, 0];

    [Fact]
    public void Curve_OfPerfectOrder_HasTheAreaWorkedOutByHand()
    {
        // Gap 2 of 10. Shares .1, .2, .3: 1/2, 1, 3/2 of it; flat to .9, then the question that the strong model loses: 1.
        var measures = new PairCurve([-1, 0, 0.1f, 0.2f, 0.3f, 0.4f, 3, 2, 1, 0.5f], s_weak, s_strong).Measure();

        Assert.Equal(0.1 * (0.25 + 0.75 + 1.25 + (6 * 1.5) + 1.25), measures.Apgr, 6);
        Assert.Equal(0.1, measures.Cpt50, 6);
        Assert.Equal(0.16, measures.Cpt80, 6);
        Assert.Equal(0.6, measures.Weak, 6);
        Assert.Equal(0.8, measures.Strong, 6);
    }

    [Fact]
    public void Curve_OfOneFixedScore_IsThatOfChance()
    {
        var measures = new PairCurve(new float[10], s_weak, s_strong).Measure();

        Assert.Equal(0.5, measures.Apgr, 9);
        Assert.Equal(0.5, measures.Cpt50, 9);
        Assert.Equal(0.8, measures.Cpt80, 9);
    }

    [Fact]
    public void Curve_OfRandomScores_IsNearThatOfChance()
    {
        var random = new Random(3);
        var weak = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble() < 0.6 ? 1f : 0).ToArray();
        var strong = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble() < 0.8 ? 1f : 0).ToArray();
        var measures = new PairCurve([.. weak.Select(_ => random.NextSingle())], weak, strong).Measure();

        Assert.InRange(measures.Apgr, 0.47, 0.53);
    }

    [Fact]
    public void Resample_OfEachQuestionTwice_ChangesNothing()
    {
        var curve = new PairCurve([-1, 0, 0.1f, 0.2f, 0.3f, 0.4f, 3, 2, 1, 0.5f], s_weak, s_strong);

        Assert.Equal(curve.Measure().Apgr, curve.Measure([.. Enumerable.Repeat(2, 10)]).Apgr, 9);
    }

    [Fact]
    public void Interval_OfARouterAgainstItself_IsZero() =>
        Assert.Equal((0, 0), PairedBootstrap.Interval(10, drawn => drawn.Sum() - 10.0));

    [Fact]
    public void Aiq_OfTwoSingleModels_IsTheMeanOfTheLineBetweenThem()
    {
        Assert.Equal(0.7, PriceCurve.Aiq([(1, 0.6), (3, 0.8)], 1, 3), 4);
        // A third one under the line changes nothing, one above it does: 0.75 on average to 2, 0.85 from there.
        Assert.Equal(0.7, PriceCurve.Aiq([(1, 0.6), (2, 0.65), (3, 0.8)], 1, 3), 4);
        Assert.Equal(0.8, PriceCurve.Aiq([(1, 0.6), (2, 0.9), (3, 0.8)], 1, 3) - 0.025, 4);
    }
}
