using Mesh.Grains.Admission;

namespace Mesh.Grains.Tests.Admission;

public sealed class DepartureRateTests
{
    private readonly DepartureRate _rate = new();

    [Fact]
    public void Expect_BeforeTwoPlacesCameBack_IsNotKnown()
    {
        _rate.Departed(1, places: 1);

        Assert.Null(_rate.Expect(1, 2, places: 1));
    }

    [Fact]
    public void Expect_SteadyPace_IsThatManyIntervals()
    {
        for (var i = 0; i < 50; i++)
        {
            _rate.Departed(i * 0.01, places: 20);
        }

        Assert.Equal(0.4, _rate.Expect(40, 0.49, places: 20)!.Value, 0.001);
    }

    [Fact]
    public void Expect_AnswersThatEndTogether_StaysNearTheMeanPace()
    {
        for (var round = 0; round < 50; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                _rate.Departed(round * 0.2, places: 20);
            }
        }

        Assert.InRange(_rate.Interval!.Value, 0.004, 0.025);
    }

    [Fact]
    public void Pause_NobodyWaitedMeanwhile_DoesNotCountAsASlowPlace()
    {
        _rate.Departed(0, places: 1);
        _rate.Departed(1, places: 1);
        _rate.Pause();
        _rate.Departed(1000, places: 1);
        _rate.Departed(1001, places: 1);

        Assert.Equal(1, _rate.Interval!.Value, 0.001);
    }

    [Fact]
    public void Expect_NoPlaceForLong_GrowsBeforeTheNextComesBack()
    {
        for (var i = 0; i <= 20; i++)
        {
            _rate.Departed(i, places: 1);
        }

        Assert.Equal(1, _rate.Expect(1, 20.5, places: 1)!.Value, 0.001);
        Assert.True(_rate.Expect(1, 40, places: 1) > 3);
    }
}
