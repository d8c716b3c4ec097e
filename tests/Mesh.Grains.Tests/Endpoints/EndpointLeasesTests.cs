using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class EndpointLeasesTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly EndpointLeases _leases = new(s_duration);
    private readonly Dictionary<string, int?> _held = [];
    private DateTimeOffset _now = s_start;

    // Answers are lost, limits change, and requests outlive the share under which they were let in.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void SharesAndRequestsUnderWay_OverRandomSequences_NeverExceedTheLimit(int silos)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (leases, now, limit) = (new EndpointLeases(s_duration), s_start, random.Next(1, 20));
            var held = new Dictionary<string, (int Share, int InFlight, DateTimeOffset Until)>();
            for (var step = 0; step < 200; step++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(0, 1500 / silos));
                var silo = $"s{random.Next(silos)}";

                // Whoever let its lease run out begins anew here; a silo that cannot reach the grain is another matter.
                var has = held.GetValueOrDefault(silo) is var last && last.Until > now ? last : default;
                var demand = new EndpointDemand { Concurrency = has.Share, InFlight = has.InFlight, ConcurrencyWanted = random.Next(0, 30) };
                var share = leases.Grant(silo, limit, demand, sharers: random.Next(1, silos + 1), now);
                share = random.Next(10) == 0 ? has.Share : share;

                // Some of what is under way ends, and new ones fill the share.
                held[silo] = (share, Math.Max(random.Next(0, has.InFlight + 1), random.Next(0, share + 1)), now + s_duration);
                var sum = held.Values.Where(h => h.Until > now).Sum(h => Math.Max(h.Share, h.InFlight));
                Assert.True(sum <= limit, $"seed {seed}, step {step}: {sum} of {limit}");
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(5, 3)]
    [InlineData(4, 3)]
    public void Shares_OfSilosThatWantAlike_UseTheWholeLimitFairly(int limit, int silos)
    {
        int[] shares = [];
        for (var round = 0; round < 6; round++)
        {
            shares = [.. Enumerable.Range(0, silos).Select(s => Ask($"s{s}", limit))];
            _now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(limit, shares.Sum());
        Assert.True(shares.Max() - shares.Min() <= 1, string.Join(",", shares));
        Assert.False(_leases.Moving);
    }

    [Fact]
    public void Shares_OfSilosThatWantUnlike_FollowTheWant()
    {
        for (var round = 0; round < 6; round++)
        {
            Ask("busy", 20, wanted: 100);
            Ask("idle", 20);
            _now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal((19, 1), (_held["busy"], _held["idle"]));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    public void Limit_LowerThanTheSilos_ServesEachInTurn(int limit, int silos)
    {
        var served = new Dictionary<string, int>();
        for (var round = 0; round < 120; round++)
        {
            foreach (var silo in Enumerable.Range(0, silos).Select(s => $"s{s}"))
            {
                var share = Ask(silo, limit, wanted: 1);
                served[silo] = served.GetValueOrDefault(silo) + share;
                _now += TimeSpan.FromMilliseconds(500.0 / silos);
            }

            Assert.True(_held.Values.Sum() <= limit);
        }

        Assert.All(served.Values, s => Assert.InRange(s, 60 * limit / silos, 240 * limit / silos));
        Assert.Equal(silos, served.Count);
    }

    [Fact]
    public void Limit_LowerThanTheSilos_GoesToTheOneThatNeedsIt()
    {
        for (var round = 0; round < 20; round++)
        {
            Ask("idle", 1);
            Ask("busy", 1, wanted: 2);
            _now += TimeSpan.FromMilliseconds(500);
        }

        Assert.Equal((0, 1), (_held["idle"], _held["busy"]));
        Assert.True(_leases.Moving);
    }

    [Fact]
    public void Place_OfARequestThatOutlivesTheShare_IsFreeWhenItHasEnded()
    {
        Ask("a", 1, wanted: 1);
        Ask("b", 1, wanted: 1);
        _now += TimeSpan.FromSeconds(2);
        Ask("a", 1, wanted: 1);
        Ask("b", 1, wanted: 1);
        _now += TimeSpan.FromSeconds(2);
        Assert.Equal(0, Ask("a", 1, wanted: 1, inFlight: 1));
        Assert.Equal(0, Ask("b", 1, wanted: 1));
        Assert.Equal(0, Ask("a", 1, wanted: 1, inFlight: 1));
        Assert.Equal(0, Ask("b", 1, wanted: 1));
        Assert.Equal(0, Ask("a", 1, wanted: 1));

        Assert.Equal(1, Ask("b", 1, wanted: 1));
    }

    [Fact]
    public void Share_OfASiloThatIsGone_IsFreeWhenItsLeaseRanOut()
    {
        Assert.Equal(6, Ask("a", 6));
        _now += TimeSpan.FromSeconds(2.9);
        Assert.Equal(0, Ask("b", 6));
        _now = s_start + s_duration;
        Assert.Equal(6, Ask("b", 6));
    }

    [Fact]
    public void Share_WhileOtherHoldersAreNotKnown_LeavesRoomForThem()
    {
        Assert.Equal(2, Ask("a", 6, sharers: 3));
        Assert.Equal(new Dictionary<string, int> { ["a"] = 2 }, _leases.Live(s_start));
        _leases.Clear();
        Assert.Empty(_leases.Live(s_start));
    }

    // A grain that has moved meets holders whose shares add up to the limit, one after another.
    [Fact]
    public void Share_OfAHolderWhileOthersAreNotKnown_DoesNotGrow()
    {
        (_held["a"], _held["b"]) = (1, 5);

        Assert.Equal(1, Ask("a", 6, wanted: 9, sharers: 2));
        Assert.Equal(3, Ask("b", 6, wanted: 9, sharers: 2));
        Assert.Equal(1, Ask("a", 6, wanted: 9, sharers: 2));
        Assert.Equal(3, Ask("b", 6, wanted: 9, sharers: 2));
        Assert.Equal(3, Ask("a", 6, wanted: 9, sharers: 2));
    }

    [Fact]
    public void Short_IsASiloThatHasLessThanHalfOfItsPart()
    {
        Ask("a", 6);
        Assert.False(_leases.Short);
        Assert.Equal(0, Ask("b", 6));
        Assert.True(_leases.Short);
        Ask("a", 6);
        Ask("a", 6);
        Assert.False(_leases.Short);
        Assert.Equal(3, Ask("b", 6));
        Assert.False(_leases.Short);
    }

    private int Ask(string silo, int limit, int wanted = 0, int inFlight = 0, int sharers = 1)
    {
        var demand = new EndpointDemand { Concurrency = _held.GetValueOrDefault(silo), InFlight = inFlight, ConcurrencyWanted = wanted };
        var share = _leases.Grant(silo, limit, demand, sharers, _now);
        _held[silo] = share;
        return share;
    }
}
