using CsCheck;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class LatencyTrackTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LatencyTrack _track;

    public LatencyTrackTests() => _track = new LatencyTrack(_time);

    [Fact]
    public void Track_NothingMeasured_TellsNothing() => Assert.Equal(default, _track.Read());

    [Fact]
    public void Percentiles_OfAnySample_AreRightToWithinFivePerCent() => Gen.Double[0.001, 500].Array[1, 200].Sample(seconds =>
    {
        var track = new LatencyTrack(_time);
        foreach (var s in seconds)
        {
            track.Add(s);
        }

        var (read, sorted) = (track.Read(), seconds.Order().ToArray());
        return IsNear(read.P50, sorted[(int)Math.Ceiling(sorted.Length * 0.5) - 1])
            && IsNear(read.P95, sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1])
            && read.Samples == seconds.Length;
    });

    [Fact]
    public void Times_BeyondEitherEnd_CountAtIt()
    {
        _track.Add(0);
        _track.Add(1e9);

        Assert.InRange(_track.Read().P50, 0, 0.0002);
        Assert.InRange(_track.Read().P95, 900, 2000);
    }

    [Fact]
    public void Percentiles_OfThePast_FadeWithinTwoMinutesAndTheMeanStays()
    {
        _track.Add(1);
        _time.Advance(TimeSpan.FromSeconds(61));
        _track.Add(4);
        Assert.Equal(2, _track.Read().Samples);

        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, _track.Read().Samples);
        _time.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(new LatencyStatus(1.6, 0, 0, 0), _track.Read());
    }

    [Fact]
    public void Track_ManyThreads_CountEachOnce()
    {
        Parallel.For(0, 50_000, i => _track.Add(0.1 + (i % 10)));

        Assert.Equal(50_000, _track.Read().Samples);
    }

    private static bool IsNear(double told, double real) => Math.Abs(told - real) <= 0.05 * real;
}
