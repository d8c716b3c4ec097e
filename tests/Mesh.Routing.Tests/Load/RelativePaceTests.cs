using Mesh.Routing.Load;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Load;

public sealed class RelativePaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RelativePace _pace;

    public RelativePaceTests() => _pace = new RelativePace(_time);

    [Fact]
    public void Usual_OfOneAnswer_IsThatAnswers()
    {
        _pace.Observe(1000, 0.8);

        Assert.Equal((0.8, 1.0), (_pace.Usual(1000), _pace.Ratio));
        Assert.Equal(0.8 + (30_000 / 30_000.0), _pace.Usual(31_000), 9);
    }

    [Fact]
    public void Usual_OfManyLengths_IsTheirLine()
    {
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
        {
            var tokens = random.Next(100, 40_000);
            _pace.Observe(tokens, 0.4 + (tokens / 10_000.0));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_pace.Usual(500), 0.4, 0.5);
        Assert.InRange(_pace.Usual(30_000), 3.3, 3.5);
        Assert.InRange(_pace.Ratio, 0.95, 1.05);
    }

    // A long prompt that takes long is no slowdown; a short one that takes as long is.
    [Fact]
    public void Ratio_OfAnAnswer_IsByWhatItsTokensShouldTake()
    {
        for (var i = 0; i < 100; i++)
        {
            _pace.Observe(i % 2 == 0 ? 500 : 30_000, i % 2 == 0 ? 0.5 : 3.5);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _pace.Observe(30_000, 3.5);
        Assert.InRange(_pace.Ratio, 0.9, 1.1);
        _pace.Observe(500, 3.5);
        Assert.InRange(_pace.Ratio, 5, 8);
    }

    [Fact]
    public void Ratio_AfterAPeak_FadesWithTime()
    {
        _pace.Observe(500, 0.5);
        _pace.Observe(500, 1.5);
        Assert.Equal(3, _pace.Ratio, 6);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1 + (2 / Math.E), _pace.Ratio, 6);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, _pace.Ratio, 3);
    }
}
