using Mesh.Contracts.Spending;
using Mesh.Routing.Spending;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Spending;

public sealed class TenantSpendTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 23, 0, 0, TimeSpan.Zero));
    private readonly TenantSpend _spend;

    public TenantSpendTests() => _spend = new TenantSpend(_time);

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    [Fact]
    public void Spend_OfThisSilo_CountsAtOnce()
    {
        _spend.Add("a", 0.25m);
        _spend.Add("a", 0.000000001m);
        _spend.Add("b", 1);
        _spend.Add("", 1);

        Assert.Equal((0.250000001, 0.250000001, 1, 0, 0), (_spend.Day("a"), _spend.Month("a"), _spend.Day("b"), _spend.Day("c"), _spend.Day("")));
    }

    [Fact]
    public void Spend_OfAllSilos_CountsOnceItIsKnownAndNothingTwice()
    {
        _spend.Add("a", 1);
        var booking = _spend.Booking("a", "s1");
        _spend.Add("a", 2);
        Assert.Equal(3, _spend.Day("a"));

        _spend.Take("a", booking, new SpendTotals(Today, 11_000_000_000, 51_000_000_000));

        Assert.Equal((13, 53), (_spend.Day("a"), _spend.Month("a")));
    }

    [Fact]
    public void Booking_ThatWasNotTaken_IsTheSameAgain()
    {
        _spend.Add("a", 1);
        var lost = _spend.Booking("a", "s1");
        _spend.Add("a", 2);

        Assert.Same(lost, _spend.Booking("a", "s1"));
        _spend.Take("a", lost, new SpendTotals(Today, 1_000_000_000, 1_000_000_000));
        var next = _spend.Booking("a", "s1");
        Assert.True(next.Sequence > lost.Sequence);
        Assert.Equal(new DaySpend(Today, 2_000_000_000), Assert.Single(next.Days));
    }

    [Fact]
    public void Day_ThatIsOver_CountsForItsMonthAlone()
    {
        _spend.Add("a", 1);
        _spend.Take("a", _spend.Booking("b", "s1"), new SpendTotals(Today, 4_000_000_000, 9_000_000_000));

        _time.Advance(TimeSpan.FromHours(2));
        _spend.Add("a", 2);
        Assert.Equal((2, 12), (_spend.Day("a"), _spend.Month("a")));

        _time.Advance(TimeSpan.FromHours(24));
        Assert.Equal((0, 0), (_spend.Day("a"), _spend.Month("a")));
        Assert.Equal([1_000_000_000L, 2_000_000_000L], _spend.Booking("a", "s1").Days.OrderBy(d => d.Day).Select(d => d.NanoUsd));
    }

    [Fact]
    public void Tenant_ThatARuleReads_IsAskedForAtOnceAndThenEveryTenSecondsForTenMinutes()
    {
        _spend.Month("a");
        Assert.Equal(["a"], _spend.Due());

        Take("a");
        Assert.Empty(_spend.Due());
        _time.Advance(TenantSpend.Fresh);
        Assert.Equal(["a"], _spend.Due());

        _time.Advance(TenantSpend.Wanted);
        Assert.Empty(_spend.Due());
        Assert.Equal(0, _spend.Count);
    }

    [Fact]
    public void Tenant_ThatOnlySpends_IsToldOfAfterTenSecondsOrBeforeTheSiloStops()
    {
        _spend.Add("a", 1);
        Assert.Empty(_spend.Due());
        Assert.Equal(["a"], _spend.Due(all: true));

        _time.Advance(TenantSpend.Fresh);
        Assert.Equal(["a"], _spend.Due());
        Take("a");
        Assert.Empty(_spend.Due());
        Assert.Empty(_spend.Due(all: true));
    }

    [Fact]
    public void Tenants_BeyondTheBound_CountAsNothingUntilOthersWereQuiet()
    {
        for (var i = 0; i < TenantSpend.MostTenants; i++)
        {
            _spend.Day($"t{i}");
        }

        _spend.Add("late", 1);
        Assert.Equal((0, TenantSpend.MostTenants), (_spend.Day("late"), _spend.Count));

        _time.Advance(TenantSpend.Wanted);
        _spend.Due();
        _spend.Add("late", 1);
        Assert.Equal((1, 1), (_spend.Day("late"), _spend.Count));
    }

    // One that comes back after it was let go of must not be taken for one whose bookings are known.
    [Fact]
    public void Tenant_LetGoOf_GoesOnWithHigherNumbers()
    {
        _spend.Add("a", 1);
        var first = _spend.Booking("a", "s1");
        _spend.Take("a", first, new SpendTotals(Today, 0, 0));
        _time.Advance(TenantSpend.Wanted);
        _spend.Due();
        Assert.Equal(0, _spend.Count);

        _spend.Add("a", 1);

        Assert.True(_spend.Booking("a", "s1").Sequence > first.Sequence);
    }

    [Fact]
    public void Spend_FromManyThreads_LosesNothing()
    {
        var told = 0L;
        Parallel.For(0, 20_000, i =>
        {
            _spend.Add("a", 0.001m);
            if (i % 50 == 0)
            {
                lock (_time)
                {
                    var booking = _spend.Booking("a", "s1");
                    told += booking.Days.Sum(d => d.NanoUsd);
                    _spend.Take("a", booking, new SpendTotals(Today, told, told));
                }
            }
        });

        Assert.Equal(20, _spend.Day("a"), 6);
    }

    private void Take(string tenant) => _spend.Take(tenant, _spend.Booking(tenant, "s1"), new SpendTotals(Today, 0, 0));
}
