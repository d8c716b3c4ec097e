using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class SlidingCountTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SlidingCount _count;

    public SlidingCountTests() => _count = new SlidingCount(_time);

    [Fact]
    public void Count_OfLastSeconds_ForgetsWhatIsOlder()
    {
        _count.Add(5);
        _time.Advance(TimeSpan.FromSeconds(30));
        _count.Add(7);

        Assert.Equal((7, 12, 12), (_count.Over(10), _count.Over(60), _count.Total));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((0, 7, 12), (_count.Over(10), _count.Over(60), _count.Total));
    }

    [Fact]
    public void Count_AfterALongSilence_HasNothingOfTheRingLeft()
    {
        for (var i = 0; i < 64; i++)
        {
            _count.Add();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromHours(10));
        Assert.Equal((0, 64), (_count.Over(60), _count.Total));
        _count.Add(3);
        Assert.Equal(3, _count.Over(60));
    }

    [Fact]
    public void Rate_OfASteadyLoad_IsThatLoad()
    {
        for (var i = 0; i < 1000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _count.Add(2);
        }

        Assert.InRange(_count.PerSecond(10), 19, 21);
        Assert.InRange(_count.PerSecond(60), 19.5, 20.5);
    }

    [Fact]
    public void Rate_OfAYoungCount_IsOverItsLife()
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        _count.Add(10);

        Assert.Equal(5, _count.PerSecond(60));
    }

    [Fact]
    public async Task Count_FromManyThreadsOverSeconds_LosesNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                _count.Add();
                if (t == 0 && i % 400 == 0)
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                }
            }
        })));

        Assert.Equal((80_000, 80_000), (_count.Total, _count.Over(60)));
    }
}
