using Mesh.Routing.Load;

namespace Mesh.Routing.Tests.Load;

public sealed class PrefillRateTests
{
    private readonly PrefillRate _rate = new(20_000);

    [Fact]
    public void Rate_EndpointThatHasBecomeSlower_IsLearned()
    {
        for (var i = 0; i < 30; i++)
        {
            _rate.Observe(8000, 8000 / 5000.0);
        }

        Assert.InRange(_rate.TokensASecond, 5000, 6500);
    }

    [Fact]
    public void Rate_ShortPrompts_SayNothing()
    {
        _rate.Observe(2047, 10);
        _rate.Observe(8000, 0);

        Assert.Equal(20_000, _rate.TokensASecond);
    }

    [Fact]
    public void Rate_HoweverSlow_StaysAtATwentieth()
    {
        for (var i = 0; i < 100; i++)
        {
            _rate.Observe(4096, 1000);
        }

        Assert.Equal(1000, _rate.TokensASecond);
    }

    [Fact]
    public void Calibrate_AnotherEngine_BeginsAnew()
    {
        _rate.Observe(100_000, 100);
        _rate.Calibrate(30_000);

        Assert.Equal(30_000, _rate.TokensASecond);
    }
}
