using Mesh.Contracts.Spending;
using Mesh.Grains.Spending;

namespace Mesh.Grains.Tests.Spending;

public sealed class SpendLogTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_day = DateOnly.FromDateTime(s_now.UtcDateTime);
    private readonly SpendLog _log = new();

    [Fact]
    public void Booking_ThatComesTwice_CountsOnce()
    {
        Assert.True(_log.Take(Booking("s1", 1, 5), s_now));
        Assert.False(_log.Take(Booking("s1", 1, 5), s_now));
        Assert.True(_log.Take(Booking("s2", 1, 7), s_now));
        Assert.False(_log.Take(new SpendBooking("s1", 0, []), s_now));

        Assert.Equal(new SpendTotals(s_day, 12, 12), _log.On(s_day));
    }

    [Fact]
    public void Month_IsTheSumOfItsDays()
    {
        _log.Take(Booking("s1", 1, 5), s_now);
        _log.Take(Booking("s1", 2, 3, s_day.AddDays(-25)), s_now);
        _log.Take(Booking("s1", 3, 2, s_day.AddDays(-26)), s_now);

        Assert.Equal(new SpendTotals(s_day, 5, 8), _log.On(s_day));
    }

    [Fact]
    public void Days_AndSilosBeyondTheirBounds_GoOldestFirst()
    {
        _log.Take(Booking("s0", 1, 5, s_day.AddDays(-SpendLog.MostDays)), s_now);
        for (var i = 1; i <= SpendLog.MostSilos; i++)
        {
            _log.Take(Booking($"s{i}", 1, 1), s_now.AddSeconds(i));
        }

        Assert.Equal(SpendLog.MostSilos, _log.Silos.Count);
        Assert.DoesNotContain("s0", _log.Silos.Keys);
        Assert.Equal([s_day], _log.Days.Keys);
    }

    private static SpendBooking Booking(string silo, long sequence, long nano, DateOnly? day = null) => new(silo, sequence, [new DaySpend(day ?? s_day, nano)]);
}
