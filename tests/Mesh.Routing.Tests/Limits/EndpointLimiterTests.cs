using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Limits;

public sealed class EndpointLimiterTests
{
    private static readonly RateCharge s_small = new(10, 10);
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointLimiter _limiter;

    public EndpointLimiterTests() => _limiter = new EndpointLimiter(_time);

    [Fact]
    public void Requests_BeyondTheBurst_AreRefusedUntilTheTimeThatIsTold()
    {
        _limiter.Take(Lease(60), null);

        Assert.Equal(10, Enter(100));
        Assert.True(_limiter.IsFull);
        Assert.Equal(TimeSpan.FromSeconds(1), _limiter.FullFor);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_limiter.IsFull);
        Assert.Equal(1, Enter(5));
    }

    [Fact]
    public void Limits_NoneKnown_LetEverythingIn()
    {
        Assert.Equal(10_000, Enter(10_000));
        Assert.Equal((null, null), _limiter.Read());
        Assert.False(_limiter.IsFull);
    }

    [Fact]
    public void Tokens_ExpectedAtEntry_AreSettledToTheRealCount()
    {
        _limiter.Take(null, Lease(6000));
        Assert.True(_limiter.TryTake(new RateCharge(300, 700), out _));
        Assert.True(_limiter.IsFull);

        _limiter.Settle(new RateCharge(300, 700), 400);
        Assert.Equal(600, _limiter.Read().Tokens!.Left);
        Assert.False(_limiter.IsFull);

        _limiter.Settle(new RateCharge(300, 700), 2500);
        Assert.Equal(-900, _limiter.Read().Tokens!.Left);
        Assert.Equal(9.01, _limiter.FullFor.TotalSeconds, 1e-3);
    }

    // What was never taken from a bucket cannot be given back to it: the limit was not known when the request was let in.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Limit_FoundOutWhileARequestRuns_IsNotRaisedByItsEnd(bool refused)
    {
        Assert.True(_limiter.TryTake(new RateCharge(300, 5000), out var charge));
        _limiter.Take(Lease(60), Lease(60_000));
        Assert.Equal(10, Enter(10));
        var (requests, tokens) = _limiter.Read();

        if (refused)
        {
            _limiter.GiveBack(charge);
        }
        else
        {
            _limiter.Settle(charge, 400);
        }

        Assert.Equal((requests!.Left, tokens!.Left), (_limiter.Read().Requests!.Left, _limiter.Read().Tokens!.Left));
    }

    // Small ones would keep the level low for ever.
    [Fact]
    public void Tokens_LargeRequest_IsLetInWhileAnyIsLeftAndOwesTheRest()
    {
        _limiter.Take(null, Lease(6000));
        Assert.True(_limiter.TryTake(new RateCharge(990, 0), out _));
        Assert.True(_limiter.TryTake(new RateCharge(3000, 0), out _));

        Assert.Equal(-2990, _limiter.Read().Tokens!.Left);
        Assert.False(_limiter.TryTake(s_small, out RateCharge _));
    }

    [Fact]
    public void GiveBack_OfARequestThatNeverLeft_RestoresBoth()
    {
        _limiter.Take(Lease(60), Lease(6000));
        Assert.True(_limiter.TryTake(s_small, out RateCharge _));
        _limiter.GiveBack(s_small);

        Assert.Equal((10.0, 1000.0), (_limiter.Read().Requests!.Left, _limiter.Read().Tokens!.Left));
    }

    [Fact]
    public void Start_BeforeTheFirstLease_AllowsASecondsWorthThatTheLeaseIsChargedWith()
    {
        _limiter.Await(new EndpointLimits { RequestsPerMinute = 300 });
        Assert.Equal(5, Enter(100));

        _limiter.Take(new RateLease(300, 150, Fill: 25), null);
        Assert.Equal(20, _limiter.Read().Requests!.Left);
        _limiter.Await(new EndpointLimits { RequestsPerMinute = 3000 });
        Assert.Equal(150, _limiter.Read().Requests!.PerMinute);
    }

    [Fact]
    public void Share_ThatGrows_BringsNothingAtOnce()
    {
        _limiter.Take(Lease(60), null);
        Enter(10);
        _limiter.Take(new RateLease(600, 600, Fill: 100), null);

        Assert.Equal(0, _limiter.Read().Requests!.Left, 1e-9);
    }

    [Fact]
    public void Lease_WithoutALimit_LiftsIt()
    {
        _limiter.Take(Lease(60), Lease(60));
        Enter(100);
        _limiter.Take(null, null);

        Assert.False(_limiter.IsFull);
        Assert.Equal(100, Enter(100));
    }

    [Fact]
    public void Vendor_HasLess_LowersOursByOurPart()
    {
        _limiter.Take(new RateLease(600, 300, Fill: 50), null);
        _limiter.Observe(new ObservedRate(600, 20, TimeSpan.FromSeconds(58)), default);

        Assert.Equal(10, _limiter.Read().Requests!.Left);
        Assert.True(_limiter.HasNews);
        Assert.Equal(20, _limiter.Report(0, 0).Requests.Observed.Left);
        Assert.False(_limiter.HasNews);
    }

    [Fact]
    public void Vendor_TellsALimitThatNobodyKnew_IsNewsAndNoLimitYet()
    {
        _limiter.Observe(new ObservedRate(600, 599, null), default);

        Assert.True(_limiter.HasNews);
        Assert.Null(_limiter.Read().Requests);
        Assert.Equal(600, _limiter.Report(0, 0).Requests.Observed.Limit);
    }

    [Fact]
    public void Vendor_HasMore_RaisesNothing()
    {
        _limiter.Take(Lease(600), null);
        Enter(95);
        _limiter.Observe(new ObservedRate(60_000, 59_000, TimeSpan.FromSeconds(1)), default);

        Assert.Equal((5.0, 600.0), (_limiter.Read().Requests!.Left, _limiter.Read().Requests!.Limit));
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(58, 0.1)]
    public void Vendor_HasNothingLeft_IsLeftAloneForItsWindowOrAnEvenRefill(double reset, double wait)
    {
        _limiter.Take(Lease(600), null);
        _limiter.Observe(new ObservedRate(600, 0, TimeSpan.FromSeconds(reset)), default);

        Assert.Equal(wait + (wait > 1 ? 0.1 : 0), _limiter.FullFor.TotalSeconds, 1e-3);
    }

    [Fact]
    public void Lease_WithWhatOthersLearned_LowersAndHolds()
    {
        _limiter.Take(Lease(600), null);
        _limiter.Take(new RateLease(600, 600, Left: 3), null);
        Assert.Equal(3, _limiter.Read().Requests!.Left);

        _limiter.Take(new RateLease(600, 600, HeldFor: TimeSpan.FromSeconds(7)), null);
        Assert.Equal(7.1, _limiter.FullFor.TotalSeconds, 1e-3);
    }

    [Fact]
    public void Refusals_WithoutAKnownLimit_CutTheGuessAndItRecoversStepByStep()
    {
        _limiter.Refused(perMinute: 1000);
        Assert.Equal((700.0, LimitSource.Estimated), (_limiter.Read().Requests!.Limit, _limiter.Read().Requests!.Source));
        _limiter.Refused(perMinute: 1000);
        Assert.Equal(700, _limiter.Read().Requests!.Limit);

        _time.Advance(TimeSpan.FromSeconds(20));
        _limiter.Take(null, null);
        Assert.Equal(770, _limiter.Read().Requests!.Limit, 1e-6);
        _limiter.Refused(perMinute: 5000);
        Assert.Equal(539, _limiter.Read().Requests!.Limit, 1e-6);

        _time.Advance(TimeSpan.FromSeconds(200));
        _limiter.Take(null, null);
        Assert.Null(_limiter.Read().Requests);
        Assert.Equal(1000, Enter(1000));
    }

    [Fact]
    public void Refusals_OfAQuietSilo_LeaveSixRequestsAMinute()
    {
        _limiter.Refused(perMinute: 0);

        Assert.Equal(6, _limiter.Read().Requests!.Limit);
    }

    [Fact]
    public void Refusals_WithAKnownLimit_GuessNothing()
    {
        _limiter.Take(Lease(600), null);
        _limiter.Refused(perMinute: 10);

        Assert.Equal((600.0, LimitSource.Catalogue), (_limiter.Read().Requests!.Limit, _limiter.Read().Requests!.Source));
    }

    [Fact]
    public void Report_OfASiloThatWasFull_AsksForMoreThanItTook()
    {
        _limiter.Take(Lease(60), null);
        Assert.Equal(60, _limiter.Report(60, 0).Requests.Wanted);
        Enter(100);

        Assert.Equal((60.0, 90.0), (_limiter.Report(60, 0).Requests.Held, 90.0));
        Enter(100);
        Assert.Equal(90, _limiter.Report(60, 0).Requests.Wanted);
    }

    [Fact]
    public async Task Requests_FromManyThreads_NeverPassTheBurst()
    {
        _limiter.Take(Lease(600), Lease(1_000_000));
        var entered = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (!_limiter.IsFull && _limiter.TryTake(s_small, out RateCharge _))
                {
                    Interlocked.Increment(ref entered);
                }
            }
        })));

        Assert.Equal(100, entered);
    }

    private static RateLease Lease(double perMinute) => new(perMinute, perMinute, Fill: perMinute * RateBucket.Burst);

    private int Enter(int times) => Enumerable.Range(0, times).Count(_ => _limiter.TryTake(s_small, out RateCharge _));
}
