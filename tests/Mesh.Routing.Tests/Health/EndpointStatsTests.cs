using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class EndpointStatsTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointStats _stats;

    public EndpointStatsTests() => _stats = new EndpointStats("a", new Circuit(_time), _time);

    [Fact]
    public void EndpointStats_FirstAnswer_IsTakenWhole()
    {
        _stats.CountAnswer(s_second, 10 * s_second, tokens: 30, answerTokens: 11, costUsd: 0.5m);

        Assert.Equal(1, _stats.FirstTokenSeconds);
        Assert.Equal(1, _stats.TokenSeconds);
    }

    [Fact]
    public void EndpointStats_LaterAnswers_MoveTheMeanByAFifth()
    {
        _stats.CountAnswer(s_second, 10 * s_second, 30, 11, 0);
        _stats.CountAnswer(2 * s_second, 20 * s_second, 30, 11, 0);

        Assert.Equal(1.2, _stats.FirstTokenSeconds, 1e-9);
        Assert.Equal(1.2, _stats.TokenSeconds, 1e-9);
    }

    [Fact]
    public void EndpointStats_AnswerOfOneToken_SaysNothingOfTheRate()
    {
        _stats.CountAnswer(s_second, s_second, 5, 1, 0);

        Assert.Equal(0, _stats.TokenSeconds);
    }

    // A unary answer comes in one piece: taking its rate would make the endpoint look infinitely fast.
    [Fact]
    public void EndpointStats_AnswerInOnePiece_SaysNothingOfTheRate()
    {
        _stats.CountAnswer(s_second, 10 * s_second, 30, 11, 0);
        _stats.CountAnswer(s_second, TimeSpan.Zero, 30, 11, 0);

        Assert.Equal(1, _stats.TokenSeconds);
    }

    [Fact]
    public void EndpointStats_ManyCostsUnderAMicroDollar_AddUp()
    {
        for (var i = 0; i < 1000; i++)
        {
            _stats.CountAnswer(s_second, s_second, 2, 1, 0.000_000_2m);
        }

        Assert.Equal(0.0002m, _stats.Read("m").SpentUsd);
    }

    // The dearest price of a catalogue by the largest count that is believed, twice.
    [Fact]
    public void EndpointStats_AbsurdCosts_AddUp()
    {
        _stats.CountAnswer(s_second, s_second, 2, 1, 1_000_000_000m);
        _stats.CountAnswer(s_second, s_second, 2, 1, 1_000_000_000m);

        Assert.Equal(2_000_000_000m, _stats.Read("m").SpentUsd);
    }

    [Fact]
    public void EndpointStats_CostsFromManyThreads_AddUp()
    {
        Parallel.For(0, 10_000, _ => _stats.CountAnswer(s_second, s_second, 2, 1, 0.01m));

        Assert.Equal(100m, _stats.Read("m").SpentUsd);
    }

    [Fact]
    public void EndpointStats_AtTheLimit_RefusesAndCountsNoAttempt()
    {
        _stats.ConcurrencyLimit = 1;

        Assert.True(_stats.TryEnter());
        Assert.False(_stats.TryEnter());
        _stats.Leave();
        Assert.True(_stats.TryEnter());
        Assert.Equal(2, _stats.Read("m").Attempts);
    }

    [Fact]
    public void EndpointStats_LimitLowered_LetsNobodyInUntilEnoughLeft()
    {
        Assert.True(_stats.TryEnter() && _stats.TryEnter());
        _stats.ConcurrencyLimit = 1;
        _stats.Leave();
        Assert.False(_stats.TryEnter());
        _stats.Leave();
        Assert.True(_stats.TryEnter());
        _stats.ConcurrencyLimit = null;
        Assert.Null(_stats.ConcurrencyLimit);
        Assert.True(_stats.TryEnter());
    }

    [Fact]
    public async Task EndpointStats_ManyThreads_StayWithinZeroAndTheLimit()
    {
        const int limit = 3;
        _stats.ConcurrencyLimit = limit;
        var entered = 0L;
        var outside = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                if (_stats.TryEnter())
                {
                    Interlocked.Increment(ref entered);
                    _ = _stats.InFlight is >= 1 and <= limit ? 0 : Interlocked.Increment(ref outside);
                    _stats.CountAnswer(s_second, s_second, 2, 2, 0.001m);
                    _stats.Leave();
                }

                _ = _stats.InFlight >= 0 ? 0 : Interlocked.Increment(ref outside);
            }
        })));

        var read = _stats.Read("m");
        Assert.Equal(0, outside);
        Assert.Equal((0, entered, 2 * entered, 0.001m * entered), (read.InFlight, read.Attempts, read.Tokens, read.SpentUsd));
        Assert.Equal((1.0, 1.0), (read.FirstTokenSeconds, read.TokenSeconds));
    }

    [Fact]
    public void EndpointStats_Failures_AreCounted()
    {
        _stats.CountFailure();

        Assert.Equal(1, _stats.Read("m").Failures);
    }

    [Fact]
    public void EndpointStats_Faults_AreToldByKindWithTheNewest()
    {
        _time.Advance(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 8; i++)
        {
            _stats.TryEnter();
        }

        _stats.CountFault("rejected", ofRequest: true);
        _time.Advance(s_second);
        _stats.CountFault("broken", ofRequest: false);
        _stats.CountFault("broken", ofRequest: false);

        var read = _stats.Read("m");
        Assert.Equal([new("rejected", 1, 1), new("broken", 2, 2)], read.Faults);
        Assert.Equal(("broken", _time.GetUtcNow(), 0.25), (read.LastFault, read.LastFaultAt, read.ErrorShare));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((new FaultStatus("broken", 2, 0), 0.0), (_stats.Read("m").Faults[1], _stats.Read("m").ErrorShare));
    }

    [Fact]
    public void EndpointStats_MoreKindsThanTheBound_AreOne()
    {
        for (var i = 0; i < 100; i++)
        {
            _stats.CountFault($"kind-{i}", ofRequest: false);
        }

        var faults = _stats.Read("m").Faults;
        Assert.Equal((FaultCounts.MostKinds, "other", 69L), (faults.Count, faults[^1].Kind, faults[^1].Total));
    }

    [Fact]
    public void EndpointStats_StreamsAndWholeAnswers_AreMeasuredApart()
    {
        _stats.CountAnswer(s_second, 10 * s_second, tokens: 30, answerTokens: 11, costUsd: 0);
        _stats.CountAnswer(4 * s_second, TimeSpan.Zero, tokens: 30, answerTokens: 8, costUsd: 0);

        var read = _stats.Read("m");
        Assert.Equal((1.0, 1.0, 4.0, 0.5), (read.StreamFirstToken.Smoothed, read.StreamToken.Smoothed, read.UnaryAnswer.Smoothed, read.UnaryToken.Smoothed));
        Assert.Equal((1L, 1L), (read.StreamToken.Samples, read.UnaryToken.Samples));
        Assert.InRange(read.UnaryAnswer.P95, 3.8, 4.2);
    }

    [Fact]
    public void EndpointStats_Rates_AreOfTheLastSeconds()
    {
        _time.Advance(TimeSpan.FromSeconds(100));
        for (var i = 0; i < 50; i++)
        {
            _stats.TryEnter();
            _stats.CountAnswer(s_second, s_second, tokens: 20, answerTokens: 2, costUsd: 0);
        }

        _stats.CountTurnedAway();
        var read = _stats.Read("m");
        Assert.Equal((5.0, 50 / 60.0, 100.0), (read.RequestsPerSecond, read.RequestsPerSecondOfMinute, read.TokensPerSecond));
        Assert.Equal((0.1, 20.0), (_stats.TurnedAwayPerSecond, _stats.TokensOfRequest));
    }

    [Fact]
    public void EndpointStats_OutOfService_TellWhyAndForHowLong()
    {
        Assert.Equal(TimeSpan.Zero, _stats.Read("m").OutFor);
        _stats.Circuit.CoolDown(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(4));

        var read = _stats.Read("m");
        Assert.Equal((CircuitState.Open, CircuitCause.CoolingDown, TimeSpan.FromSeconds(6)), (read.Circuit, read.Cause, read.OutFor));
    }

    [Fact]
    public void EndpointStats_Peak_IsSinceTheLastLook()
    {
        Assert.True(_stats.TryEnter() && _stats.TryEnter() && _stats.TryEnter());
        _stats.Leave();
        _stats.Leave();

        Assert.Equal((3, 1), (_stats.TakePeak(), _stats.TakePeak()));
    }

    [Fact]
    public void EndpointStats_FullByEitherLimit_IsFull()
    {
        _stats.ConcurrencyLimit = 1;
        Assert.False(_stats.IsFull);
        _stats.TryEnter();
        Assert.True(_stats.IsFull);

        _stats.Leave();
        _stats.Limiter.Take(new RateLease(60, 60), null);
        Assert.True(_stats.IsFull);
        Assert.Equal((1, 60.0), (_stats.Read("m").ConcurrencyLimit, _stats.Read("m").RequestLimit!.Limit));
    }
}
