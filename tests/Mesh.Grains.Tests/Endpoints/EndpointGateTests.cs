using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class EndpointGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointGate _gate;

    public EndpointGateTests() => _gate = new EndpointGate("e", _time);

    [Fact]
    public void Enter_BeyondTheShare_IsRefusedAsFullUntilOneLeaves()
    {
        _gate.Take(Lease(2));

        Assert.Equal([GateRefusal.None, GateRefusal.None, GateRefusal.Full], Enter(3));
        _gate.Stats.Leave();
        Assert.Equal([GateRefusal.None, GateRefusal.Full], Enter(2));
        Assert.Equal(2, _gate.Stats.InFlight);
    }

    [Fact]
    public void Enter_WithAShareOfNothing_IsRefusedAsFull()
    {
        _gate.Take(Lease(0));

        Assert.Equal([GateRefusal.Full], Enter(1));
    }

    [Fact]
    public void Enter_WithoutALimit_IsLetThrough()
    {
        _gate.Take(Lease(null));

        Assert.All(Enter(1000), r => Assert.Equal(GateRefusal.None, r));
    }

    [Fact]
    public void Enter_BeforeTheFirstLease_HoldsToTheWholeLimit()
    {
        _gate.AwaitLease(new EndpointLimits { Concurrency = 1 });
        Assert.Equal([GateRefusal.None, GateRefusal.Full], Enter(2));

        _gate.Take(Lease(2));
        _gate.AwaitLease(new EndpointLimits { Concurrency = 1 });
        Assert.Equal([GateRefusal.None, GateRefusal.Full], Enter(2));
    }

    [Fact]
    public void Enter_WhileTheFirstLeaseIsOnItsWay_WaitsForItOrGoesWithout()
    {
        var limits = new EndpointLimits { Concurrency = 1 };
        _gate.AwaitLease(limits, comes: true);
        Assert.Equal([GateRefusal.Full], Enter(1));

        _gate.GoWithoutLease(limits);
        _gate.AwaitLease(limits, comes: true);
        Assert.Equal([GateRefusal.None, GateRefusal.Full], Enter(2));

        _gate.Take(Lease(2));
        _gate.GoWithoutLease(limits);
        Assert.Equal([GateRefusal.None, GateRefusal.Full], Enter(2));
    }

    [Fact]
    public void Enter_WithoutALimitWhileTheFirstLeaseIsOnItsWay_IsLetThrough()
    {
        _gate.AwaitLease(new EndpointLimits(), comes: true);

        Assert.Equal([GateRefusal.None], Enter(1));
    }

    [Fact]
    public void Lease_ThatIsCalledBack_WantsRenewalOnceACall()
    {
        _gate.Take(Lease(2));
        _gate.Recall(0);
        Assert.False(_gate.WantsLease);

        _gate.Recall(7);
        Assert.True(_gate.WantsLease);

        _gate.Take(Lease(1));
        _gate.Recall(7);
        Assert.False(_gate.WantsLease);
        _gate.Recall(8);
        Assert.True(_gate.WantsLease);
    }

    [Fact]
    public void Enter_FromManyThreads_NeverLetsMoreInThanTheShare()
    {
        _gate.Take(Lease(7));
        var (inside, most) = (0, 0);
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            if (_gate.TryEnter(out bool _, out RateCharge _) == GateRefusal.None)
            {
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref inside);
                _gate.Stats.Leave();
            }
        });

        Assert.InRange(most, 1, 7);
        Assert.Equal(0, _gate.Stats.InFlight);
    }

    [Fact]
    public void Enter_WithAnOpenCircuit_IsRefusedAsUnhealthyThenProbedOnce()
    {
        _gate.Take(Lease(5));
        _gate.Stats.Circuit.Open();
        Assert.Equal([GateRefusal.Unhealthy], Enter(1));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([GateRefusal.None, GateRefusal.Unhealthy], Enter(2));
    }

    [Fact]
    public void Enter_WhenFullDuringAProbe_GivesTheProbesPlaceBack()
    {
        _gate.Take(Lease(0));
        _gate.Stats.Circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([GateRefusal.Full], Enter(1));
        _gate.Take(Lease(1));
        Assert.Equal([GateRefusal.None], Enter(1));
    }

    [Fact]
    public void Lease_WithACooldown_ClosesTheGateForThatLong()
    {
        _gate.Take(Lease(5, cooling: 10));

        Assert.Equal([GateRefusal.Unhealthy], Enter(1));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([GateRefusal.None], Enter(1));
    }

    [Fact]
    public void Lease_ThatRanOut_IsKeptAndWantsRenewal()
    {
        Assert.True(_gate.WantsLease);
        _gate.Take(Lease(2));
        Assert.False(_gate.WantsLease);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(_gate.WantsLease);
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.True(_gate.WantsLease);
        Assert.Equal([GateRefusal.None, GateRefusal.None, GateRefusal.Full], Enter(3));
    }

    [Fact]
    public void Enter_WithNothingLeftOfTheMinute_IsRefusedAsFullAndTakesNoPlace()
    {
        _gate.Take(Lease(5) with { Requests = new RateLease(60, 60, Fill: 2) });

        Assert.Equal([GateRefusal.None, GateRefusal.None, GateRefusal.Full], Enter(3));
        Assert.Equal(2, _gate.Stats.InFlight);
        Assert.True(_gate.Stats.IsFull);
        Assert.Equal(TimeSpan.FromSeconds(1), _gate.Stats.Limiter.FullFor);
    }

    [Fact]
    public void Enter_WhenNoPlaceIsFree_GivesTheRequestBackToTheMinute()
    {
        _gate.Take(Lease(1) with { Requests = new RateLease(60, 60, Fill: 10) });

        Assert.Equal([GateRefusal.None, GateRefusal.Full, GateRefusal.Full], Enter(3));
        Assert.Equal(9, _gate.Stats.Limiter.Read().Requests!.Left);
    }

    [Fact]
    public void Demand_CountsWhatWasTurnedAwayAndTheMostAtOnce()
    {
        Assert.Equal(0, _gate.Demand().ConcurrencyWanted);
        Assert.Null(_gate.Demand().Concurrency);
        _gate.Take(Lease(2));
        _time.Advance(TimeSpan.FromSeconds(20));
        Enter(5);

        var demand = _gate.Demand();
        Assert.Equal((2, 2, 4), (demand.InFlight, demand.Concurrency!.Value, demand.ConcurrencyWanted));
        Assert.Equal(30, demand.Requests.Wanted, 1e-6);
        Assert.Equal(15_000, demand.Tokens.Wanted, 1e-6);
    }

    private static EndpointLease Lease(int? share, double cooling = 0) => new(share, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(cooling));

    private GateRefusal[] Enter(int times) => [.. Enumerable.Range(0, times).Select(_ => _gate.TryEnter(out bool _, out RateCharge _))];

    private static void InterlockedMax(ref int target, int value)
    {
        for (var now = Volatile.Read(ref target); now < value;)
        {
            var before = Interlocked.CompareExchange(ref target, value, now);
            now = before == now ? value : before;
        }
    }
}
