using Mesh.Grains.Endpoints;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class EndpointLeasesTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Shares_OverRandomSequences_NeverExceedTheLimit(int silos)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (leases, now, limit) = (new EndpointLeases(s_duration), s_start, random.Next(1, 20));
            var held = new Dictionary<string, (int Share, DateTimeOffset Until)>();
            for (var step = 0; step < 200; step++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(0, 1500));
                var silo = $"s{random.Next(silos)}";
                held[silo] = (leases.Grant(silo, limit, sharers: random.Next(1, silos + 1), now), now + s_duration);
                var sum = held.Values.Where(h => h.Until > now).Sum(h => h.Share);
                Assert.True(sum <= limit, $"seed {seed}, step {step}: {sum} of {limit}");
                Assert.All(held.Values, h => Assert.True(h.Share >= 0));
            }
        }
    }

    [Fact]
    public void Shares_AfterTheLimitFell_AreGivenOutOnlyOnceTheyFit()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (leases, now) = (new EndpointLeases(s_duration), s_start);
            leases.Grant("a", 10, 1, now);
            var held = leases.Grant("a", 10, 2, now) + leases.Grant("b", 10, 1, now);
            Assert.Equal(10, held);

            var (a, b) = random.Next(2) == 0 ? ("a", "b") : ("b", "a");
            leases.Grant(a, 4, 1, now);
            leases.Grant(b, 4, 1, now);
            Assert.True(leases.Live(now).Values.Sum() <= 4 + 5, "a holder that has not renewed keeps what it has");
            leases.Grant(a, 4, 1, now);
            leases.Grant(b, 4, 1, now);
            Assert.Equal(4, leases.Live(now).Values.Sum());
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(5, 3)]
    [InlineData(4, 3)]
    [InlineData(2, 3)]
    public void Shares_AfterEveryoneRenewedTwice_UseTheWholeLimitFairly(int limit, int silos)
    {
        var (leases, now) = (new EndpointLeases(s_duration), s_start);
        int[] shares = [];
        for (var round = 0; round < 3; round++)
        {
            shares = [.. Enumerable.Range(0, silos).Select(s => leases.Grant($"s{s}", limit, 1, now))];
            now += TimeSpan.FromSeconds(2);
        }

        Assert.Equal(limit, shares.Sum());
        Assert.True(shares.Max() - shares.Min() <= 1, string.Join(",", shares));
    }

    [Fact]
    public void Share_OfASiloThatIsGone_IsFreeWhenItsLeaseRanOut()
    {
        var leases = new EndpointLeases(s_duration);
        Assert.Equal(6, leases.Grant("a", 6, 1, s_start));
        Assert.Equal(0, leases.Grant("b", 6, 1, s_start + TimeSpan.FromSeconds(2.9)));
        Assert.Equal(6, leases.Grant("b", 6, 1, s_start + s_duration));
    }

    [Fact]
    public void Share_WhileOtherHoldersAreNotKnown_LeavesRoomForThem()
    {
        var leases = new EndpointLeases(s_duration);
        Assert.Equal(2, leases.Grant("a", 6, sharers: 3, s_start));
        Assert.Equal(new Dictionary<string, int> { ["a"] = 2 }, leases.Live(s_start));
        leases.Clear();
        Assert.Empty(leases.Live(s_start));
    }
}
