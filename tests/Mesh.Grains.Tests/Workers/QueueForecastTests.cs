using Mesh.Grains.Workers;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Workers;

public sealed class QueueForecastTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly QueueForecast _forecast;

    public QueueForecastTests() => _forecast = new QueueForecast(_time);

    [Fact]
    public void Queue_OfAnEngineThatTellsAll_IsTheLargerOfReadingAndOfTurns()
    {
        // Two requests of 1,000 tokens end each second.
        Run(seconds: 40, tokens: 2_000, finished: 2);

        Assert.Equal(10 / 2.0, _forecast.Seconds(10, prefillTokensPerSecond: 20_000)!.Value, 6);
        Assert.Equal(10 * 1_000 / 500.0, _forecast.Seconds(10, prefillTokensPerSecond: 500)!.Value, 6);
        Assert.Equal(10 / 2.0, _forecast.Seconds(10, prefillTokensPerSecond: null)!.Value, 6);
    }

    [Fact]
    public void Queue_OfAnEngineWhereNothingEnds_GrowsWithTheTimeThatNothingEnded()
    {
        Run(seconds: 20, tokens: 0, finished: 0);

        Assert.Equal(4 * 20, _forecast.Seconds(4, 1_000)!.Value, 6);
    }

    [Fact]
    public void Queue_WithNobodyInIt_IsNothing() => Assert.Equal(0, _forecast.Seconds(0, null));

    [Fact]
    public void Queue_OfAnEngineThatDoesNotTell_IsNotKnown()
    {
        Assert.Null(_forecast.Seconds(null, 1_000));
        Assert.Null(_forecast.Seconds(3, 1_000));
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _forecast.Observe(null, null);
        }

        Assert.Null(_forecast.Seconds(3, 1_000));
    }

    [Fact]
    public void Queue_AfterARestart_ForgetsWhatWasBefore()
    {
        Run(seconds: 30, tokens: 10_000, finished: 10);
        _forecast.Observe(0, 0);
        Run(seconds: 10, tokens: 1_000, finished: 1);

        Assert.Equal(5, _forecast.Seconds(5, null)!.Value, 6);
    }

    [Fact]
    public void Queue_OfLongAgo_NoLongerCounts()
    {
        Run(seconds: 60, tokens: 100_000, finished: 100);
        var (tokens, finished) = (6_000_000.0, 6_000.0);
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _forecast.Observe(tokens += 1_000, ++finished);
        }

        Assert.Equal(7, _forecast.Seconds(7, null)!.Value, 6);
    }

    private void Run(int seconds, double tokens, double finished)
    {
        for (var i = 0; i <= seconds; i++)
        {
            _forecast.Observe(i * tokens, i * finished);
            if (i < seconds)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }
}
