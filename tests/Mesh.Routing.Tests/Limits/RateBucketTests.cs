using CsCheck;
using Mesh.Routing.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Limits;

public sealed class RateBucketTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RateBucket _bucket;

    public RateBucketTests()
    {
        _bucket = new RateBucket(_time);
        _bucket.Rate(600);
    }

    [Fact]
    public void Bucket_FromEmpty_FillsAtItsRateToABurst()
    {
        Assert.Equal(0, _bucket.Level);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(30, _bucket.Level, 1e-6);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(100, _bucket.Level, 1e-6);
    }

    [Fact]
    public void Wait_ForWhatIsMissing_IsExact()
    {
        _bucket.Take(20);

        Assert.Equal(TimeSpan.FromSeconds(2.1), _bucket.WaitFor(1));
        _time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal(TimeSpan.Zero, _bucket.WaitFor(1));
    }

    [Fact]
    public void Debt_OfOneHugeRequest_IsPaidWithinTwoMinutes()
    {
        _bucket.Take(1_000_000);

        Assert.Equal(-600, _bucket.Level);
        Assert.Equal(RateBucket.Longest, _bucket.WaitFor(1));
        _time.Advance(TimeSpan.FromSeconds(60.1));
        Assert.Equal(TimeSpan.Zero, _bucket.WaitFor(1));
    }

    [Fact]
    public void Rate_Lowered_LosesWhatIsOverTheNewBurst()
    {
        _bucket.StartAt(100);
        _bucket.Rate(60);

        Assert.Equal(10, _bucket.Level);
        _bucket.Give(1000);
        Assert.Equal(10, _bucket.Level);
    }

    [Fact]
    public void Share_UnderARequestABurst_StillServesOne()
    {
        _bucket.Rate(1);

        Assert.Equal(TimeSpan.FromSeconds(60), _bucket.WaitFor(1));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, _bucket.Level, 1e-9);
    }

    [Fact]
    public void Hold_WhileItLasts_FillsNothing()
    {
        _bucket.StartAt(50);
        _bucket.HoldFor(TimeSpan.FromSeconds(20));
        _bucket.HoldFor(TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(0, _bucket.Level, 1e-9);
        Assert.Equal(TimeSpan.FromSeconds(1.1), _bucket.WaitFor(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(10, _bucket.Level, 1e-6);
    }

    [Fact]
    public void Hold_OfAnHour_IsCutToAMinute()
    {
        _bucket.HoldFor(TimeSpan.FromHours(1));

        Assert.Equal(RateBucket.Longest, _bucket.HeldFor);
    }

    [Fact]
    public void AnyMinute_UnderAnyLoad_TakesAtMostTheRateAndABurst() => Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 500].Array[50, 300]).Sample((rate, pauses) =>
    {
        var time = new FakeTimeProvider();
        var bucket = new RateBucket(time);
        bucket.Rate(rate);
        bucket.StartAt(rate);
        var taken = new List<TimeSpan>();
        var now = TimeSpan.Zero;
        foreach (var pause in pauses)
        {
            time.Advance(TimeSpan.FromMilliseconds(pause));
            now += TimeSpan.FromMilliseconds(pause);
            while (bucket.WaitFor(1) == TimeSpan.Zero)
            {
                bucket.Take(1);
                taken.Add(now);
            }
        }

        return taken.All(from => taken.Count(t => t >= from && t < from + TimeSpan.FromMinutes(1)) <= rate + Math.Max(1, rate * RateBucket.Burst) + 1e-6);
    }, iter: 200);
}
