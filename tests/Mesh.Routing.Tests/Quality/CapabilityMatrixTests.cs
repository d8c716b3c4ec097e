using CsCheck;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Quality;

public sealed class CapabilityMatrixTests
{
    private static readonly Dictionary<string, string> s_parents = new() { ["legal.review"] = "legal", ["legal"] = "reasoning" };
    private static readonly ModelEntry s_model = new()
    {
        Name = "m",
        Quality = new Dictionary<string, double> { ["code"] = 0.9, ["reasoning"] = 0.8, ["math"] = 0.7 },
        Benchmarks = new Dictionary<string, int> { ["math"] = 100 },
    };

    private readonly FakeTimeProvider _time = new();
    private readonly CapabilityMatrix _matrix;

    public CapabilityMatrixTests() => _matrix = new CapabilityMatrix(_time);

    [Theory]
    [InlineData("code", 0.9, QualitySource.Declared)]
    [InlineData("math", 0.7, QualitySource.Benchmark)]
    [InlineData("creative", 0.8, QualitySource.Assumed)]
    [InlineData("legal.review", 0.8, QualitySource.Assumed)]
    public void Estimate_WithoutOutcomes_IsWhatWasSaidOrAssumed(string task, double mean, QualitySource source)
    {
        var estimate = Estimate(task);

        Assert.Equal((mean, source, 0), (Math.Round(estimate.Mean, 9), estimate.Source, estimate.Outcomes));
    }

    [Fact]
    public void Estimate_OfABenchmark_IsSurerThanADeclaredFigureAndThatSurerThanAnAssumedOne()
    {
        Assert.True(Estimate("math").Confidence > Estimate("code").Confidence);
        Assert.True(Estimate("code").Confidence > Estimate("creative").Confidence);
    }

    [Fact]
    public void Outcomes_ThatOutweighWhatWasSaid_MakeTheFigureAMeasuredOne()
    {
        Record("code", good: 0, bad: 20);
        Assert.Equal((0.45, QualitySource.Declared), (Math.Round(Estimate("code").Mean, 9), Estimate("code").Source));

        Record("code", good: 0, bad: 1);
        Assert.Equal(QualitySource.Measured, Estimate("code").Source);
        Assert.True(Estimate("code").Mean < 0.45);
    }

    [Fact]
    public void Outcomes_AfterAHalfLife_CountHalf()
    {
        Record("code", good: 0, bad: 20);

        _time.Advance(CapabilityMatrix.HalfLife);
        Assert.Equal(10, Estimate("code").Outcomes, 9);
        Assert.Equal(0.9 * 20 / 30, Estimate("code").Mean, 9);

        // Nobody judges it any more: what was said holds again.
        _time.Advance(20 * CapabilityMatrix.HalfLife);
        Assert.Equal(0.9, Estimate("code").Mean, 3);
    }

    [Fact]
    public void Outcomes_OfAClassAbove_CountForThoseBelowThatHaveNone()
    {
        Record("reasoning", good: 0, bad: 180);

        Assert.Equal(0.08, Estimate("legal.review").Mean, 9);
        Assert.Equal(0.9, Estimate("code").Mean, 9);
    }

    [Fact]
    public void Outcomes_AdoptedFromElsewhere_TakeThePlaceOfThoseHere()
    {
        Record("code", good: 0, bad: 20);
        Record("math", good: 5, bad: 0);
        var other = new CapabilityMatrix(_time);
        other.Record("code", "M", 1, 5);

        _matrix.Adopt(other.Cells, _matrix.Version);

        Assert.Equal(5, Estimate("code").Outcomes, 9);
        Assert.Equal(0, Estimate("math").Outcomes);
    }

    [Fact]
    public void Outcomes_TakenWhileOthersWereOnTheirWay_Stay()
    {
        Record("math", good: 3, bad: 0);
        var (report, asked) = (_matrix.Cells, _matrix.Version);
        _matrix.Take(new QualityCell("math", "m", 4, 0, _time.GetUtcNow()));
        _matrix.Take(new QualityCell("code", "m", 1, 0, _time.GetUtcNow()));

        Assert.False(_matrix.Adopt(report, asked));
        Assert.Equal((4, 1), (Estimate("math").Outcomes, Estimate("code").Outcomes));

        // What is asked for after them takes their place.
        Assert.True(_matrix.Adopt(report, _matrix.Version));
        Assert.Equal((3, 0), (Estimate("math").Outcomes, Estimate("code").Outcomes));
    }

    [Fact]
    public void Pairs_BeyondTheBound_AreNotCounted()
    {
        for (var i = 0; i < CapabilityMatrix.MostCells; i++)
        {
            Assert.True(_matrix.Record($"t{i}", "m", 1));
        }

        Assert.False(_matrix.Record("one-more", "m", 1));
        Assert.True(_matrix.Record("t0", "m", 1));
    }

    [Fact]
    public void Estimate_AfterAnyOutcomes_StaysFromZeroToOneAndComesCloserToThem() =>
        (from rewards in Gen.Double[0, 1].List[0, 60] from days in Gen.Int[0, 100] select (rewards, days)).Sample(
            sample =>
            {
                var matrix = new CapabilityMatrix(_time);
                sample.rewards.ForEach(r => matrix.Record("code", "m", r));
                _time.Advance(TimeSpan.FromDays(sample.days));
                var estimate = matrix.Estimate(s_model, "code", s_parents);
                var observed = sample.rewards.Count == 0 ? 0.9 : sample.rewards.Average();
                return estimate.Mean >= Math.Min(0.9, observed) - 1e-9 && estimate.Mean <= Math.Max(0.9, observed) + 1e-9 && estimate.Confidence is >= 0 and <= 1;
            },
            iter: 500,
            threads: 1);

    private void Record(string task, int good, int bad)
    {
        for (var i = 0; i < good + bad; i++)
        {
            _matrix.Record(task, "m", i < good ? 1 : 0);
        }
    }

    private QualityEstimate Estimate(string task) => _matrix.Estimate(s_model, task, s_parents);
}
