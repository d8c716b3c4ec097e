using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Limits;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class RateLeasesTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RateLeases _leases = new(s_duration);
    private readonly Dictionary<string, double?> _held = [];
    private DateTimeOffset _now = s_start;

    [Fact]
    public void Share_OfTheOnlySilo_IsTheWholeWithItsBurst()
    {
        var lease = Ask("a", 600, wanted: 0)!;

        Assert.Equal((600.0, 600.0, 100.0, LimitSource.Catalogue), (lease.Limit, lease.PerMinute, lease.Fill, lease.Source));
        Assert.False(_leases.Moving);
    }

    [Fact]
    public void Shares_OfAnIdleAndABusySilo_FollowTheDemand()
    {
        for (var round = 0; round < 6; round++)
        {
            Ask("idle", 600, wanted: 0);
            Ask("busy", 600, wanted: 2000);
            _now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(30, _held["idle"]!.Value, 1e-6);
        Assert.Equal(570, _held["busy"]!.Value, 1e-6);
        Assert.False(_leases.Moving);
    }

    [Fact]
    public void Shares_WhereAllWantsFit_LeaveRoomToEach()
    {
        for (var round = 0; round < 6; round++)
        {
            Ask("a", 600, wanted: 100);
            Ask("b", 600, wanted: 300);
            _now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal((200.0, 400.0), (_held["a"]!.Value, _held["b"]!.Value));
    }

    [Fact]
    public void Share_OfANewcomer_WaitsUntilTheHolderHasTakenItsSmallerOne()
    {
        Ask("a", 600, wanted: 100);
        Assert.Equal(0, Ask("b", 600, wanted: 100)!.PerMinute);
        Assert.True(_leases.Moving);

        Assert.Equal(300, Ask("a", 600, wanted: 100)!.PerMinute);
        Assert.Equal(0, Ask("b", 600, wanted: 100)!.PerMinute);
        Ask("a", 600, wanted: 100);
        var lease = Ask("b", 600, wanted: 100)!;

        Assert.Equal((300.0, 0.0), (lease.PerMinute, lease.Fill));
    }

    [Fact]
    public void Burst_OfTwoSilosThatStartTogether_IsSharedToo()
    {
        Assert.Equal(50, Ask("a", 600, 0, sharers: 2)!.Fill, 1e-6);
        Assert.Equal(50, Ask("b", 600, 0, sharers: 2)!.Fill, 1e-6);
    }

    [Fact]
    public void Burst_AfterTheGrainMoved_IsNotGivenOutAgain()
    {
        _held["a"] = 300;
        Ask("a", 600, 0, sharers: 2);

        Assert.Equal(0, Ask("b", 600, 0, sharers: 2)!.Fill);
    }

    [Fact]
    public void Limit_TheVendorTold_IsAdoptedWhereTheCatalogueIsSilentAndNeverRaisesIt()
    {
        Assert.Null(Ask("a", null, 0));
        Assert.Equal((500.0, LimitSource.Observed), Limit(Ask("a", null, 0, observed: new ObservedRate(500, null, null))));
        Assert.Equal((400.0, LimitSource.Catalogue), Limit(Ask("a", 400, 0)));
        Assert.Equal((300.0, LimitSource.Observed), Limit(Ask("a", 400, 0, observed: new ObservedRate(300, null, null))));

        _now += TimeSpan.FromMinutes(11);
        Assert.Null(Ask("a", null, 0));
    }

    [Fact]
    public void Rest_ThatOneSiloLearned_BoundsTheOthersByTheirPart()
    {
        Ask("a", 600, 100, sharers: 2);
        Ask("b", 600, 100, sharers: 2);
        Ask("a", 600, 100, observed: new ObservedRate(600, 40, null));

        Assert.Equal(20, Ask("b", 600, 100)!.Left!.Value, 1e-6);
        _now += TimeSpan.FromSeconds(2);
        Assert.Equal(30, Ask("b", 600, 100)!.Left!.Value, 1e-6);
        _now += TimeSpan.FromSeconds(60);
        Assert.Null(Ask("b", 600, 100)!.Left);
    }

    [Fact]
    public void Hold_ThatOneSiloLearned_HoldsTheOthers()
    {
        _leases.Grant("a", 600, new RateDemand(300, 0, default, TimeSpan.FromSeconds(9)), 1, _now);
        _now += TimeSpan.FromSeconds(1);

        Assert.Equal(TimeSpan.FromSeconds(8), Ask("b", 600, 0)!.HeldFor);
        _now += TimeSpan.FromSeconds(8);
        Assert.Equal(TimeSpan.Zero, Ask("b", 600, 0)!.HeldFor);
    }

    [Fact]
    public void Live_TellsTheSharesUntilTheyRunOut()
    {
        Ask("a", 600, 0);

        Assert.Equal(new Dictionary<string, double> { ["a"] = 600 }, _leases.Live(_now));
        Assert.Empty(_leases.Live(_now + s_duration));
    }

    // Answers of the grain are late or lost, silos come and go, and each sends as much as its bucket lets it.
    [Theory]
    [InlineData(2, 60)]
    [InlineData(3, 600)]
    [InlineData(5, 40)]
    public void AnyMinute_OverSimulatedSilos_TakesAtMostTheLimitAndOneBurst(int silos, int limit)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var simulation = new SimulatedSilos(new Random(seed), silos, limit);
            simulation.Run(TimeSpan.FromMinutes(4));

            var most = limit + (limit * RateBucket.Burst) + simulation.Started * (1 + (2 * Math.Max(1, limit / 60.0)));
            Assert.True(simulation.MostInAMinute <= most, $"seed {seed}: {simulation.MostInAMinute} of {most}");
            Assert.True(simulation.MostInAMinute >= 0.8 * limit, $"seed {seed}: only {simulation.MostInAMinute} of {limit} were used");
            Assert.True(simulation.MostShares <= limit + 1e-6, $"seed {seed}: shares of {simulation.MostShares}");
        }
    }

    private static (double, LimitSource) Limit(RateLease? lease) => (lease!.Limit, lease.Source);

    private RateLease? Ask(string silo, double? limit, double wanted, int sharers = 1, ObservedRate observed = default)
    {
        var lease = _leases.Grant(silo, limit, new RateDemand(_held.GetValueOrDefault(silo), wanted, observed), sharers, _now);
        _held[silo] = lease?.PerMinute;
        return lease;
    }
}
