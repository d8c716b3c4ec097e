using Mesh.Routing.Load;

namespace Mesh.Routing.Tests.Load;

public sealed class LoadOrderTests
{
    private static readonly LoadReading s_idle = new() { TokensASecond = 10_000, CacheTokens = 300_000 };

    [Fact]
    public void Score_EveryPart_IsInSeconds()
    {
        var reading = new LoadReading
        {
            UnreadTokens = 20_000,
            TokensASecond = 10_000,
            Streams = 10,
            HeldTokens = 268_700,
            CacheTokens = 300_000,
            CachedTokens = 3000,
            NetworkSeconds = 0.02,
            ColdSeconds = 5,
            WaitSeconds = 1.5,
        };

        var score = LoadScore.Of(reading, new LoadRequest(8000, 300), fastest: 20_000, LoadTuning.Default with { StreamSeconds = 0.001, CacheSeconds = 20 });

        Assert.Equal(new LoadScore(2, 0.5, 6, 20 * ((277_000 / 300_000.0) - 0.8) * 2, 0.02, 5, 1.5), score);
        Assert.Equal(2 + 0.5 + 6 + score.Cache + 0.02 + 5 + 1.5, score.Total, 9);
    }

    [Fact]
    public void Rank_TokensToRead_CountByHowFastTheyAreRead()
    {
        var fast = s_idle with { TokensASecond = 30_000, UnreadTokens = 45_000 };
        var slow = s_idle with { UnreadTokens = 30_000 };

        Assert.Equal(1, First(new LoadRequest(5000, 300), slow, fast));
    }

    [Fact]
    public void Rank_WarmEndpointWithABearableQueue_KeepsTheRequest()
    {
        // A second, and two and a half times the mean queue of four endpoints.
        var warm = s_idle with { CachedTokens = 8000, UnreadTokens = 20_000 };

        Assert.Equal(3, First(new LoadRequest(10_000, 300), s_idle, s_idle, s_idle, warm));
        Assert.NotEqual(3, First(new LoadRequest(10_000, 300), s_idle, s_idle, s_idle, warm with { UnreadTokens = 30_000 }));
    }

    [Fact]
    public void Rank_FewCachedTokens_CountByTheirSecondsOnly()
    {
        var little = s_idle with { CachedTokens = 1900, UnreadTokens = 3000 };

        Assert.Equal(0, First(new LoadRequest(10_000, 300), s_idle, little));
        Assert.Equal(1, First(new LoadRequest(10_000, 300), s_idle, little with { UnreadTokens = 500 }));
    }

    [Fact]
    public void Rank_OneInAHundred_DoesNotStayForWarmth()
    {
        LoadReading[] readings = [s_idle, s_idle with { CachedTokens = 8000, UnreadTokens = 12_000 }];

        Assert.Equal(0, Rank(readings, new LoadRequest(10_000, 300, 7), () => 0.005));
        Assert.Equal(1, Rank(readings, new LoadRequest(10_000, 300, 7), () => 0.015));
    }

    // Whichever silo decides, and in whatever order its snapshot has the endpoints.
    [Fact]
    public void Rank_ColdPromptAmongEquals_GoesToTheSamePlaceEverywhere()
    {
        var endpoints = Enumerable.Range(1, 8).Select(i => s_idle with { Place = (ulong)(i * 7919) }).ToArray();
        var random = new Random(5);
        var places = new HashSet<ulong>();
        for (var key = 1UL; key <= 100; key++)
        {
            var here = endpoints[Rank(endpoints, new LoadRequest(5000, 300, key), random.NextDouble)].Place;
            var there = endpoints.OrderBy(_ => random.Next()).ToArray();

            Assert.Equal(here, there[Rank(there, new LoadRequest(5000, 300, key), random.NextDouble)].Place);
            places.Add(here);
        }

        Assert.Equal(8, places.Count);
    }

    [Fact]
    public void Rank_NoEndpoint_IsNone() => Assert.Equal(-1, Rank([], new LoadRequest(1, 1), () => 0.5));

    // One pass of a hundred endpoints must not leave anything for the collector.
    [Fact]
    public void Rank_HundredEndpoints_AllocatesNothing()
    {
        var readings = Enumerable.Range(0, 100).Select(i => s_idle with { Place = (ulong)i, UnreadTokens = i * 100 }).ToArray();
        var (scores, keys) = (new LoadScore[100], new double[100]);
        Func<double> draw = () => 0.5;
        LoadOrder.Rank(readings, new LoadRequest(5000, 300, 7), LoadTuning.Default, draw, scores, keys);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            LoadOrder.Rank(readings, new LoadRequest(5000, 300, 7), LoadTuning.Default, draw, scores, keys);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static int First(LoadRequest request, params LoadReading[] readings) => Rank(readings, request, () => 0.5);

    private static int Rank(LoadReading[] readings, LoadRequest request, Func<double> draw)
    {
        var keys = new double[readings.Length];
        var first = LoadOrder.Rank(readings, request, LoadTuning.Default, draw, new LoadScore[readings.Length], keys);
        Assert.True(first < 0 || keys[first] == keys.Min());
        return first;
    }
}
